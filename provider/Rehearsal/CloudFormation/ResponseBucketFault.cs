namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>What goes wrong with a PUT that is valid.</summary>
public enum ResponseBucketFault
{
    /// <summary>403 AccessDenied, as from an endpoint policy that leaves CloudFormation's buckets out.</summary>
    Forbidden,

    /// <summary>500 InternalError.</summary>
    InternalError,

    /// <summary>503 SlowDown.</summary>
    SlowDown,

    /// <summary>307 to another path of this bucket, where nobody may follow.</summary>
    Redirect,

    /// <summary>The request is taken and never answered.</summary>
    Silence,

    /// <summary>The connection is cut before anything is stored.</summary>
    Cut,

    /// <summary>The answer is stored, then the connection is cut: the sender cannot know.</summary>
    LostReply,
}

namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>The S3 bucket that ResponseURLs point to.</summary>
public interface IResponseBucket
{
    /// <summary>A fresh URL for the answer to a request, valid for 7,200 seconds; one request may get several.</summary>
    ResponseSlot Issue(string stackId, string logicalResourceId, string requestId);
}

namespace Lockstep.Rehearsal.Aws;

/// <summary>What goes wrong with an Invoke that is valid.</summary>
public enum LambdaFault
{
    /// <summary>403 AccessDeniedException: the role lacks the permission.</summary>
    AccessDenied,

    /// <summary>429 TooManyRequestsException, which SDKs retry.</summary>
    Throttled,

    /// <summary>500 ServiceException, which SDKs retry.</summary>
    InternalError,
}

namespace Lockstep.Rehearsal.Aws;

/// <summary>What goes wrong with a GetSecretValue that is valid.</summary>
public enum SecretsManagerFault
{
    /// <summary>400 AccessDeniedException: the role lacks the permission.</summary>
    AccessDenied,

    /// <summary>400 ThrottlingException, which SDKs retry.</summary>
    Throttled,

    /// <summary>500 InternalServiceError, which SDKs retry.</summary>
    InternalError,

    /// <summary>400 DecryptionFailure: the key cannot be used.</summary>
    DecryptionFailure,
}

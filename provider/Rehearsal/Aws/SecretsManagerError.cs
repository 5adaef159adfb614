namespace Lockstep.Rehearsal.Aws;

/// <summary>An error as Secrets Manager words it
/// (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors).</summary>
sealed record SecretsManagerError(int Status, string Type, string Message)
{
    public static SecretsManagerError NoSuchSecret =>
        new(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

    public static SecretsManagerError WithoutToken =>
        new(400, "MissingAuthenticationTokenException", "Missing Authentication Token");

    public static SecretsManagerError NotOurs => new(400, "UnknownOperationException", "");

    public static SecretsManagerError NoJson => new(400, "SerializationException", "");

    public static SecretsManagerError WithoutId => new(400, "ValidationException",
        "1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null");

    public static SecretsManagerError NoSuchVersion(string stage, string? id) => new(400, "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret value for "
        + (id is null ? $"staging label: {stage}" : $"VersionId: {id}"));

    public static SecretsManagerError Unsigned(string what) => new(400, "IncompleteSignatureException", what);

    public static SecretsManagerError WrongScope(string what) => new(400, "InvalidSignatureException", what);

    public static SecretsManagerError For(SecretsManagerFault fault, string arn) => fault switch
    {
        SecretsManagerFault.AccessDenied => new(400, "AccessDeniedException",
            $"User is not authorized to perform: secretsmanager:GetSecretValue on resource: {arn} "
            + "because no identity-based policy allows the secretsmanager:GetSecretValue action"),
        SecretsManagerFault.Throttled => new(400, "ThrottlingException", "Rate exceeded"),
        SecretsManagerFault.DecryptionFailure => new(400, "DecryptionFailure",
            "Secrets Manager can't decrypt the protected secret text using the provided KMS key."),
        _ => new(500, "InternalServiceError", "An error occurred on the server side."),
    };

    public SecretsManagerReply ToReply() => SecretsManagerReply.Of(Status, json =>
    {
        json.WriteString("__type", Type);
        json.WriteString(nameof(Message), Message);
    });
}

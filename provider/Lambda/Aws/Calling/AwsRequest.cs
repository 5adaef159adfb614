namespace Lockstep.Lambda.Aws.Calling;

/// <summary>One POST to an AWS service, before it is signed.</summary>
sealed record AwsRequest
{
    /// <summary>The service's signing name, for example <c>secretsmanager</c>.</summary>
    public required string Service { get; init; }

    public required string Region { get; init; }

    public required Uri Endpoint { get; init; }

    public ResourcePath Path { get; init; } = ResourcePath.Root;

    public required IReadOnlyList<(string Name, string Value)> Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>
    /// The beginning of each error message, for example <c>Secrets Manager did not give the secret arn:...</c>.
    /// </summary>
    public required string Complaint { get; init; }

    /// <summary>
    /// What a person can do about an error code; null when nothing better is known than the general advice.
    /// </summary>
    public required Func<string, string?> Remedy { get; init; }
}

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>How the function reads credentials; whoever wires it brings the AWS calls, this project knows none.</summary>
/// <remarks>
/// Both say why they cannot with a <see cref="CustomResources.CustomResourceException"/>, whose message a person reads, and
/// whether it is worth asking again (<see cref="CustomResources.CustomResourceException.IsPassing"/>).
/// </remarks>
/// <param name="GetSecretValueAsync">The secret's text, by its ARN.</param>
/// <param name="CreateAuthTokenAsync">An RDS IAM token for host, port and user: a password that lives 15 minutes.</param>
public sealed record CredentialSource(
    Func<string, CancellationToken, Task<string>> GetSecretValueAsync,
    Func<string, int, string, CancellationToken, Task<string>> CreateAuthTokenAsync);

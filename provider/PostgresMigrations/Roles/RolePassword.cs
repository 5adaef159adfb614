using System.Text.Json;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>Reads the role's password from its secret, and makes the verifier of it.</summary>
static class RolePassword
{
    /// <exception cref="RoleRefusedException">The secret is not one, or for somebody else.</exception>
    /// <exception cref="CustomResourceException">It cannot be read.</exception>
    public static async Task<string> VerifierAsync(
        RoleProperties properties, CredentialSource credentials, Secrets secrets, CancellationToken cancellationToken)
    {
        var text = await credentials.GetSecretValueAsync(properties.RoleSecretArn ?? "", cancellationToken);
        var (user, password) = Read(text, properties.RoleSecretArn);
        secrets.Hide(password);
        if (user is not null && user != properties.RoleName)
        {
            throw new RoleRefusedException(
                $"The secret {properties.RoleSecretArn} is for user \"{user}\", not for \"{properties.RoleName}\". "
                + "Correct its username, or RoleSecretArn.");
        }

        if (!password.All(character => character is >= ' ' and <= '~'))
        {
            throw new RoleRefusedException(
                $"The password in the secret {properties.RoleSecretArn} has characters beyond ASCII, which clients prepare in "
                + "different ways. Choose another one.");
        }

        var verifier = ScramVerifier.For(password);
        secrets.Hide(verifier);
        return verifier;
    }

    static (string? User, string Password) Read(string text, string? arn)
    {
        try
        {
            using var secret = JsonDocument.Parse(text);
            var user = secret.RootElement.TryGetProperty("username", out var name) ? name.GetString() : null;
            return secret.RootElement.GetProperty("password").GetString() is { Length: > 0 } password
                ? (user, password)
                : throw new KeyNotFoundException();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RoleRefusedException($"The secret {arn} is not a JSON object with username and password.");
        }
    }
}

using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>The verifier of the role's password; none for a role that signs in by token, or where it could not be had.</summary>
/// <param name="Verifier">What the server is to keep.</param>
/// <param name="Problems">Why there is none although there should be.</param>
sealed record RoleCredentials(string? Verifier, IReadOnlyList<string> Problems)
{
    /// <summary>Reads the secret; a rollback must not fail for want of it, so that nothing is thrown here.</summary>
    public static async Task<RoleCredentials> ReadAsync(
        RoleProperties properties, CredentialSource source, RequestContext context, CancellationToken cancellationToken)
    {
        if (properties.Authentication != RoleAuthentication.Secret)
        {
            return new(null, []);
        }

        try
        {
            return new(await RolePassword.VerifierAsync(properties, source, context.Secrets, cancellationToken), []);
        }
        catch (CustomResourceException exception)
        {
            return new(null, [$"Its password could not be set. {exception.Message}"]);
        }
    }
}

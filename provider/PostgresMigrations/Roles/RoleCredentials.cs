using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>The verifier of the role's password; none for a role that signs in by token, or where it could not be had.</summary>
/// <param name="Verifier">What the server is to keep.</param>
/// <param name="Problems">Why there is none although there should be.</param>
sealed record RoleCredentials(string? Verifier, IReadOnlyList<string> Problems)
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    // A third of the time at most: the role has more to it than its password.
    static readonly TimeSpan LongestTrying = TimeSpan.FromSeconds(45);

    /// <summary>
    /// Reads the secret, also where that takes some tries; a rollback must not fail for want of it, so that nothing is thrown
    /// here.
    /// </summary>
    public static async Task<RoleCredentials> ReadAsync(
        RoleProperties properties, CredentialSource source, RequestContext context, CancellationToken cancellationToken)
    {
        if (properties.Authentication != RoleAuthentication.Secret)
        {
            return new(null, []);
        }

        var started = context.Clock.GetTimestamp();
        var most = context.Deadline.WorkTimeLeft / 3 is var third && third < LongestTrying ? third : LongestTrying;
        for (var (attempt, pause) = (1, FirstPause); ; (attempt, pause) = (attempt + 1, pause * 2))
        {
            try
            {
                return new(await RolePassword.VerifierAsync(properties, source, context.Secrets, cancellationToken), []);
            }
            catch (CustomResourceException exception)
                when (exception.IsPassing && context.Clock.GetElapsedTime(started) + pause < most)
            {
                context.Log.RoleRetried(attempt, exception.Message);
            }
            catch (CustomResourceException exception)
            {
                return Without(exception.Message);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return Without($"The secret {properties.RoleSecretArn} was not to be had before the function's time was over.");
            }

            await Task.Delay(pause, context.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static RoleCredentials Without(string why) => new(null, [$"Its password could not be set. {why}"]);
}

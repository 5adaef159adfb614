using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Committing;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>
/// Carries a request out again, from its start, when the link to the database breaks. That is safe for the reason for which a
/// second delivery is: what was recorded and committed by then is found in the journal.
/// </summary>
static class Attempts
{
    /// <summary>A script that crashes the server must not do so for minutes.</summary>
    public const int Most = 5;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // How long a name may lead to the former writer after a failover; ten of these in all.
    static readonly TimeSpan PauseForWriter = TimeSpan.FromSeconds(1);

    /// <param name="context">The request: its clock and its log.</param>
    /// <param name="runAsync">The whole of it; opens a connection of its own.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="ConnectFailure">The link broke every time.</exception>
    public static async Task<T> RunAsync<T>(RequestContext context, Func<Task<T>> runAsync, CancellationToken cancellationToken)
    {
        var isFailover = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await runAsync();
            }
            catch (Exception exception) when (Transience.IsLinkLost(exception) && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == Most)
                {
                    throw ConnectFailure.Broken(attempt, exception);
                }

                isFailover = true;
                await PauseAsync(context, attempt, exception, Pause, cancellationToken);
            }
            catch (AdmissionRefusedException refused) when (refused.IsForReadOnly && attempt < (isFailover ? Most : 2)
                && !cancellationToken.IsCancellationRequested)
            {
                await PauseAsync(context, attempt, refused, PauseForWriter, cancellationToken);
            }
        }
    }

    static async Task PauseAsync(
        RequestContext context, int attempt, Exception exception, TimeSpan pause, CancellationToken cancellationToken)
    {
        context.Log.LinkLost(attempt, exception.Message);
        await Task.Delay(pause * attempt, context.Clock, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

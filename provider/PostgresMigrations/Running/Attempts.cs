using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>
/// Carries a request out again, from its start, when the link to the database breaks. That is safe for the reason for which a
/// second delivery is: what was recorded and committed by then is found in the journal.
/// </summary>
static class Attempts
{
    /// <summary>A script that crashes the server must not do so for minutes.</summary>
    public const int Most = 5;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <param name="context">The request: its clock and its log.</param>
    /// <param name="runAsync">The whole of it; opens a connection of its own.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="ConnectFailure">The link broke every time.</exception>
    public static async Task<T> RunAsync<T>(RequestContext context, Func<Task<T>> runAsync, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await runAsync();
            }
            catch (Exception exception) when (IsWorthMore(exception, attempt) && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == Most)
                {
                    throw ConnectFailure.Broken(attempt, exception);
                }

                context.Log.LinkLost(attempt, exception.Message);
                await Task.Delay(Pause * attempt, context.Clock, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // SqlStates.Of("25006"): once.
    static bool IsWorthMore(Exception exception, int attempt) =>
        Transience.IsLinkLost(exception) || attempt == 1 && exception is AdmissionRefusedException { IsForReadOnly: true };
}

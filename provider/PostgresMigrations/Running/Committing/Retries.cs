using System.Runtime.ExceptionServices;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Committing;

/// <summary>Runs a transaction again, from its BEGIN, while its failures are of the passing kind and time is left.</summary>
sealed class Retries(MigratorSession session, RequestContext context)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <param name="script">The script that the transaction begins with, for the log.</param>
    /// <param name="runAsync">Runs it; rolls back what it does not commit.</param>
    /// <param name="isCommittedAsync">
    /// Whether it is in the database, asked when the reply to COMMIT got lost; null where a lost link is for whoever carries the
    /// whole request out again.
    /// </param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="ConnectFailure">The link broke every time.</exception>
    public async Task RunAsync(
        string script, Func<Task> runAsync, Func<Task<bool>>? isCommittedAsync, CancellationToken cancellationToken)
    {
        await using var watch = new BlockerWatch(session.Connector, context);
        Exception? last = null;
        var broken = 0;
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await watch.DuringAsync(session.Connection.ProcessID, last is not null, runAsync, cancellationToken);
                return;
            }
            catch (Exception exception) when (cancellationToken.IsCancellationRequested
                && WhyTooLong(watch, script, last, exception) is { } reason)
            {
                ExceptionDispatchInfo.Throw(reason);
            }
            catch (Exception exception) when (IsForUs(exception, isCommittedAsync))
            {
                last = exception;
                broken = Transience.IsLinkLost(exception) ? broken + 1 : 0;
                context.Log.SegmentRetried(script, attempt, exception.Message);
                if (await IsCommittedAsync(broken, exception, isCommittedAsync, cancellationToken))
                {
                    return;
                }

                await PauseAsync(attempt, watch.Explain(exception), cancellationToken);
            }
        }
    }

    static bool IsForUs(Exception exception, Func<Task<bool>>? isCommittedAsync) =>
        Transience.IsTransient(exception) && (isCommittedAsync is not null || !Transience.IsLinkLost(exception));

    // The reason why the time was not enough is worth more than the fact.
    static Exception? WhyTooLong(BlockerWatch watch, string script, Exception? last, Exception end) =>
        end is OperationCanceledException && last is not null && watch.Explain(last) is CustomResourceException known
            ? known
            : watch.ExplainEnd(script, end);

    async Task PauseAsync(int attempt, Exception failure, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause * Math.Min(attempt, 10), context.Clock, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested && failure is CustomResourceException)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    // A broken link rolls back by itself, but only once the server has noticed: the lock, which is waited for, tells that it has.
    async Task<bool> IsCommittedAsync(
        int broken, Exception exception, Func<Task<bool>>? isCommittedAsync, CancellationToken cancellationToken)
    {
        if (isCommittedAsync is null || !Transience.IsLinkLost(exception))
        {
            return false;
        }

        if (broken >= Attempts.Most && exception is not CommitUnknownException)
        {
            throw ConnectFailure.Broken(broken, exception);
        }

        var standing = await session.ReconnectAsync(cancellationToken);
        if (standing is { Request.IsUnderWay: true } && !session.IsAsAdmitted(standing))
        {
            // The plan is of no use any more, and whoever carries the whole request out again makes another.
            throw new NpgsqlException("Somebody else has worked in the schema since the link broke.", exception);
        }

        if (exception is CommitUnknownException && await isCommittedAsync())
        {
            return true;
        }

        // Meanwhile another delivery may have done it all, or a rollback is to take it back: it waits for the lock, which this
        // session may have got before it.
        return standing is { IsLocked: true, Request.IsUnderWay: true } ? false : throw new SupersededException();
    }
}

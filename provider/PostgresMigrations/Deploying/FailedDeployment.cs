using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>A Create or forward Update that failed: takes back what it had committed, and records the failure.</summary>
/// <param name="target">Whose it was.</param>
/// <param name="session">Holds the lock.</param>
/// <param name="deployment">Its row.</param>
/// <param name="standing">What was there before it.</param>
/// <param name="exception">What it ended with.</param>
sealed class FailedDeployment(
    Target target, MigratorSession session, Deployment deployment, Standing standing, Exception exception)
{
    // Who waits for the lock cancels with growing pauses, for two seconds, and then disconnects.
    const int MostCancellations = 10;

    /// <summary>Undoes and records; never fails itself.</summary>
    /// <param name="failure">Why it failed.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <returns>
    /// The failure, and what could not be undone: of a Create its Delete takes that back. Or SUCCESS, where that is on record.
    /// </returns>
    /// <exception cref="SupersededException">A later request took over meanwhile.</exception>
    public async Task<ResourceOutcome> RecordAsync(string failure, CancellationToken cancellationToken)
    {
        session.Headway.IsLast = true;
        var cleanUp = target.Context.Deadline.CleanUpToken;
        try
        {
            return await UndoPatientlyAsync(failure, cancellationToken, cleanUp);
        }
        catch (Exception another)
            when (another is NpgsqlException or OperationCanceledException or InvalidOperationException
                or CustomResourceException)
        {
            return new Failed(
                $"{Sentence.Of(failure)} What this attempt had committed, if anything, is still there ({Text(another)}): "
                    + $"{WhoFollows} takes it back.")
            {
                MayBeHalfMade = true,
            };
        }
    }

    // Whoever has superseded this run cancels what it does, again and again, until it lets go of the lock: it must come as far as
    // the fence to see that, and end without a word.
    async Task<ResourceOutcome> UndoPatientlyAsync(string failure, CancellationToken work, CancellationToken cleanUp)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Gate.DoneAsync(session, target.Context, cleanUp) ?? await UndoAsync(failure, work, cleanUp);
            }
            catch (PostgresException cancelled)
                when (cancelled.SqlState == PostgresErrorCodes.QueryCanceled && attempt < MostCancellations
                    && !cleanUp.IsCancellationRequested)
            {
                await new FencedCommit(session, deployment, target.Context).RollBackAsync();
            }
        }
    }

    async Task<Failed> UndoAsync(string failure, CancellationToken work, CancellationToken cleanUp)
    {
        var runner = new SegmentRunner(session, deployment, target.Properties.LockTimeout, target.Context);
        await MarkHalfRevertedAsync(runner, cleanUp);
        var range = await RevertRange.OfAsync(session.Connection, deployment.Schema, [deployment.Id], cleanUp);
        if (range.IsEmpty || !MustUndo || range.Findings.Count > 0 || work.IsCancellationRequested)
        {
            return await LeaveAsync(
                runner, range, range.IsEmpty ? failure : $"{Sentence.Of(failure)} {StillThere(range, work)}", cleanUp);
        }

        var undone = $"{Sentence.Of(failure)} What had been committed by then is undone.";
        try
        {
            await new Reversal(session, deployment, runner, standing.Schema.Locks, target.Context.Log)
                .RunAsync(range, new DataLossGuard(session, range.Own), () => Last(undone), work);
            return new Failed(undone);
        }
        catch (Exception down) when (down is ScriptFailedException or DataLossException)
        {
            await session.EnsureConnectedAsync(cleanUp);
            var left = await RevertRange.OfAsync(session.Connection, deployment.Schema, [deployment.Id], cleanUp);
            var why = Sentence.Of(down.Message);
            return await LeaveAsync(runner, left, $"{Sentence.Of(failure)} {NotUndone(left, why)}", cleanUp);
        }
    }

    // Of an order to go back: what it has begun to revert, or an earlier attempt of it, has to come back with the rest.
    async Task MarkHalfRevertedAsync(SegmentRunner runner, CancellationToken cleanUp)
    {
        var half = await HalfReverted.ByAsync(deployment, session.Connection, cleanUp);
        var others = half.Where(row => row.DeploymentId != deployment.Id).ToList();
        if (others.Count > 0 || standing.Schema.HasBegunDowns)
        {
            IReadOnlyList<Sql> entries =
            [
                .. JournalEntries.RevertHalf(others, deployment), JournalEntries.TakeUpHalf(deployment.Schema, [deployment.Id]),
            ];
            await runner.EndAsync(new Surroundings(entries, null), cleanUp);
        }
    }

    async Task<Failed> LeaveAsync(SegmentRunner runner, RevertRange range, string reason, CancellationToken cleanUp)
    {
        // A script that has no way back has none in a Delete either.
        var failed = new Failed(reason) { MayBeHalfMade = !range.IsEmpty && range.Findings.Count == 0 };
        var entries = range.IsEmpty ? Undeclared : await HalfOfAsync(range, cleanUp);
        await runner.EndAsync(new Surroundings([], () => [.. entries, End(failed, Left(range))]), cleanUp);
        return failed;
    }

    async Task<IReadOnlyList<Sql>> HalfOfAsync(RevertRange range, CancellationToken cleanUp) =>
    [
        JournalEntries.LeaveHalf(await HalfReverted.ByAsync(deployment, session.Connection, cleanUp)),
        JournalEntries.LeaveHalfAgain(range.NotBack),
    ];

    // In Script mode each script is meant to stand by itself, as batches are from which the next deployment goes on; and an
    // Update's rollback follows. After a Create nothing would.
    bool MustUndo => IsCreate
        || (target.Properties.Transaction == TransactionScope.Batch && exception is not BatchesUnfinishedException);

    bool IsCreate => target.Context.RequestType == "Create";

    // A run before this one may have made it.
    bool IsSchemaOurs => !standing.Schema.Exists
        || (IsCreate && standing.RowsBefore.Count == 0 && !standing.HasEarlierLife(deployment.Id, deployment.Schema)
            && standing.Owners.GetValueOrDefault(deployment.Schema) is { CreatedSchema: true } owner && target.IsOwner(owner));

    string WhoFollows => IsCreate ? "the Delete that follows" : "the rollback";

    string StillThere(RevertRange range, CancellationToken work) =>
        !MustUndo ? $"Committed and still there: {Names(range)}."
        : work.IsCancellationRequested && range.Findings.Count == 0
            ? $"There was no time left to undo {Names(range)}: {WhoFollows} takes that back."
        : NotUndone(range, string.Join(" ", range.Findings));

    static string NotUndone(RevertRange range, string why) => $"Committed before it and not undone: {Names(range)}. {why}";

    static string Names(RevertRange range)
    {
        var there = range.Reverts.Select(stored => stored.Row.Name).ToList();
        var reverted = range.Reapplies.Select(stored => stored.Row.Name).Except(there, StringComparer.Ordinal)
            .Select(name => $"{name} (reverted)");
        var aside = range.Aside.Select(one => $"{one.Name} (set aside)");
        return string.Join(", ", [.. there, .. reverted, .. aside]);
    }

    SchemaState Before => SchemaState.Of(standing.RowsBefore);

    SchemaState Left(RevertRange range) => Before
        .Without(range.Reapplies.Select(stored => stored.Row)).With(range.Reverts.Select(stored => stored.Row));

    IReadOnlyList<Sql> Last(string reason) =>
    [
        .. IsSchemaOurs ? SchemaStatements.DropWhenEmpty(deployment.Schema) : [],
        .. Undeclared,
        End(new Failed(reason), Before),
    ];

    IReadOnlyList<Sql> Undeclared => [JournalEntries.ForgetOwn(deployment)];

    Sql End(Failed outcome, SchemaState after) => deployment.End(
        DeploymentState.Failed, Before.Version.ToString(), after.Version.ToString(),
        MigrationAnswer.ToStored(outcome, exception is ScriptFailedException failed ? FailedScript.At(failed.Statement) : null));

    static string Text(Exception another) =>
        another is CustomResourceException or PostgresException ? another.Message : another.GetType().Name;
}

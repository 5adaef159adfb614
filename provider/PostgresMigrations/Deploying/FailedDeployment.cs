using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Running;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>A Create or forward Update that failed: takes back what it had committed, and records the failure.</summary>
sealed class FailedDeployment(Target target, MigratorSession session, Deployment deployment, Standing standing)
{
    /// <summary>Undoes and records; never fails itself.</summary>
    /// <param name="failure">Why it failed.</param>
    /// <param name="goesOn">What it had committed is meant to stay: the next deployment goes on from there.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <returns>The reason to answer with: the failure, and what could not be undone.</returns>
    /// <exception cref="SupersededException">A later request took over meanwhile.</exception>
    public async Task<string> RecordAsync(string failure, bool goesOn, CancellationToken cancellationToken)
    {
        try
        {
            var mustUndo = MustUndo && !(goesOn && target.Context.RequestType != "Create");
            return await UndoAsync(failure, mustUndo, cancellationToken, target.Context.Deadline.CleanUpToken);
        }
        catch (Exception exception)
            when (exception is NpgsqlException or OperationCanceledException or InvalidOperationException
                or CustomResources.CustomResourceException)
        {
            return $"{Sentence.Of(failure)} What this attempt had committed, if anything, is still there ({Text(exception)}): "
                + "the rollback takes it back.";
        }
    }

    async Task<string> UndoAsync(string failure, bool mustUndo, CancellationToken work, CancellationToken cleanUp)
    {
        session.Headway.IsLast = true;
        await session.EnsureConnectedAsync(cleanUp);
        var range = await RevertRange.OfAsync(session.Connection, deployment.Schema, [deployment.Id], cleanUp);
        var runner = new SegmentRunner(session, deployment, target.Properties.LockTimeout, target.Context);
        if (range.IsEmpty || !mustUndo || range.Findings.Count > 0 || work.IsCancellationRequested)
        {
            var reason = range.IsEmpty ? failure : $"{Sentence.Of(failure)} {StillThere(range, mustUndo, work)}";
            await runner.EndAsync(
                new Surroundings([], () => [.. range.IsEmpty ? Undeclared : [], End(reason, Left(range))]),
                cleanUp);
            return reason;
        }

        var undone = $"{Sentence.Of(failure)} What had been committed by then is undone.";
        await new Reversal(session, deployment, runner, standing.Schema.Locks, target.Context.Log)
            .RunAsync(range, new DataLossGuard(session, range.Xids), () => Last(undone), work);
        return undone;
    }

    // In Script mode each script is meant to stand by itself, and an Update's rollback follows; after a Create nothing would.
    bool MustUndo => target.Properties.Transaction == TransactionScope.Batch || target.Context.RequestType == "Create";

    static string StillThere(RevertRange range, bool mustUndo, CancellationToken work)
    {
        var there = range.Reverts.Select(stored => stored.Row.Name).ToList();
        var reverted = range.Reapplies.Select(stored => stored.Row.Name).Except(there, StringComparer.Ordinal)
            .Select(name => $"{name} (reverted)");
        var aside = range.Aside.Select(one => $"{one.Name} (set aside)");
        var names = string.Join(", ", [.. there, .. reverted, .. aside]);
        return !mustUndo ? $"Committed and still there: {names}."
            : work.IsCancellationRequested ? $"There was no time left to undo {names}."
            : $"Committed before it and not undone: {names}. {string.Join(" ", range.Findings)}";
    }

    SchemaState Before => SchemaState.Of(standing.RowsBefore);

    SchemaState Left(RevertRange range) => Before
        .Without(range.Reapplies.Select(stored => stored.Row)).With(range.Reverts.Select(stored => stored.Row));

    IReadOnlyList<Sql> Last(string reason) =>
    [
        .. standing.Schema.Exists ? [] : SchemaStatements.DropWhenEmpty(deployment.Schema),
        .. Undeclared,
        End(reason, Before),
    ];

    IReadOnlyList<Sql> Undeclared => [JournalEntries.ForgetOwn(deployment)];

    Sql End(string reason, SchemaState after) => deployment.End(
        DeploymentState.Failed, Before.Version.ToString(), after.Version.ToString(),
        MigrationAnswer.ToStored(reason));

    static string Text(Exception exception) =>
        exception is CustomResources.CustomResourceException or PostgresException ? exception.Message : exception.GetType().Name;
}

using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Indexes;
using Lockstep.PostgresMigrations.Running.Progressing;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Scripts.Classifying;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>Runs a script that has no transaction around it, statement by statement.</summary>
/// <remarks>
/// A statement that can still gets a transaction of its own, for the journal to know its xid and for the guard to look first. One
/// that cannot goes out alone: two in one pipeline are refused (25001).
/// </remarks>
/// <param name="connection">Holds the lock.</param>
/// <param name="deployment">Whose journal rows are written.</param>
/// <param name="commit">Every statement that shares a transaction passes the fence, and what is noted of the others does.</param>
/// <param name="lockTimeout">How long a statement waits for a lock; never applied to CONCURRENTLY.</param>
/// <param name="guard">Looks at each statement in its transaction, before it runs for good and before that is committed.</param>
/// <param name="progress">Where an earlier run stopped, and what is written down on the way.</param>
/// <param name="headway">Told of each statement that has ended.</param>
/// <param name="context">The request: its deadline and its log.</param>
sealed class StatementRunner(
    NpgsqlConnection connection, Deployment deployment, FencedCommit commit, TimeSpan lockTimeout, IStepGuard? guard,
    ScriptProgress progress, Headway headway, RequestContext context)
{
    // Whatever the script has made the default: the journal is written in it.
    static readonly Sql Begin = new("BEGIN READ WRITE");

    /// <summary>Between a BEGIN and a COMMIT that the script has itself.</summary>
    bool _isInside;

    /// <exception cref="ScriptFailedException">A statement failed; those before it stay.</exception>
    public async Task RunAsync(RunStep step, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(ScriptSettings.Before(deployment.Schema, lockTimeout), cancellationToken);
        if (step is RevertStep { IsOfAPart: true } part)
        {
            await AttachedPartition.FinalizePendingAsync(connection, part.Stored.Up, cancellationToken);
        }

        foreach (var statement in step.Text.Statements)
        {
            var origin = new Origin(step, statement);
            if (!progress.Reach(statement))
            {
                await RunOrPassAsync(origin, cancellationToken);
                headway.Make();
            }
            else if (statement.ChangesSession)
            {
                await SendAsync(origin, [], [], cancellationToken);
            }
        }
    }

    // Not inside a transaction of the script's own, which is lost with the statement.
    async Task RunOrPassAsync(Origin origin, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(origin, cancellationToken);
        }
        catch (ScriptFailedException failed) when (!_isInside && UnreachedChange.Is(origin.Step, failed))
        {
            if (origin.Statement.OutsideTransaction is null)
            {
                await connection.ExecuteAsync(new Sql("ROLLBACK"), cancellationToken);
            }

            context.Log.StatementPassed(failed.Message);
            await NoteAsync(origin, progress.Ended, cancellationToken);
        }
    }

    async Task RunAsync(Origin origin, CancellationToken cancellationToken)
    {
        if (origin.Statement.WaitsForOthers)
        {
            await RunConcurrentlyAsync(origin, cancellationToken);
        }
        else if (origin.Statement.TransactionControl != TransactionControl.None)
        {
            await ControlAsync(origin, cancellationToken);
        }
        else if (origin.Statement.OutsideTransaction is not null)
        {
            await SendAsync(origin, [], [], cancellationToken);
            await NoteAsync(origin, progress.Ended, cancellationToken);
        }
        else if (_isInside)
        {
            await SendAsync(origin, [], Touched(origin), cancellationToken);
        }
        else
        {
            await RunInTransactionAsync(origin, cancellationToken);
        }
    }

    async Task RunConcurrentlyAsync(Origin origin, CancellationToken cancellationToken)
    {
        Task SendPatientlyAsync() => RunPatientlyAsync(origin, cancellationToken);
        Task WriteDownAsync(Sql entry, CancellationToken token) => NoteAsync(origin, entry, token);
        await (DetachedPartition.By(origin.Statement.Characters) is { } detached
            ? new DetachRunner(connection, progress, WriteDownAsync, lockTimeout, context)
                .RunAsync(origin, detached, SendPatientlyAsync, cancellationToken)
            : new ConcurrentRunner(connection, progress, WriteDownAsync, lockTimeout, context)
                .RunAsync(origin, SendPatientlyAsync, cancellationToken));
        await NoteAsync(origin, progress.Ended, cancellationToken);
    }

    // A transaction of the script's own is done when it is committed, so its progress is committed with it, and just before: the
    // deployment's row must not be held for longer. After ROLLBACK nothing is left of that, so it is written once more.
    async Task ControlAsync(Origin origin, CancellationToken cancellationToken)
    {
        var control = origin.Statement.TransactionControl;
        if (control == TransactionControl.End && _isInside)
        {
            var pipeline = NewPipeline(cancellationToken);
            pipeline.AddAll([.. ScriptSettings.Suspend, progress.Ended]);
            await commit.PassAsync(pipeline, Behind, cancellationToken);
        }

        await SendAsync(origin, [], [], cancellationToken);
        _isInside = control is TransactionControl.Begin or TransactionControl.Chain;
        if (!_isInside)
        {
            await NoteAsync(origin, progress.Ended, cancellationToken);
        }
    }

    async Task RunPatientlyAsync(Origin origin, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(ScriptSettings.WithoutLockTimeout, cancellationToken);
        await SendAsync(origin, [], [], cancellationToken);
        await connection.ExecuteAsync(ScriptSettings.AsPatientAsBefore, cancellationToken);
    }

    async Task RunInTransactionAsync(Origin origin, CancellationToken cancellationToken)
    {
        try
        {
            await (guard is null
                ? RunUnguardedAsync(origin, cancellationToken)
                : RunGuardedAsync(origin, guard, cancellationToken));
        }
        catch (ScriptFailedException failed) when (failed.SqlState
            is PostgresErrorCodes.InvalidTransactionTermination or PostgresErrorCodes.ActiveSqlTransaction)
        {
            // A procedure or a DO block that commits, a REINDEX of what turns out to be partitioned; nothing of it was kept.
            await connection.ExecuteAsync(new Sql("ROLLBACK"), cancellationToken);
            await SendAsync(origin, [], [], cancellationToken);
            await NoteAsync(origin, progress.Ended, cancellationToken);
        }
    }

    async Task RunGuardedAsync(Origin origin, IStepGuard guard, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync([Begin, .. ScriptSettings.Suspend], cancellationToken);
        var part = new GuardedPart(
            origin.Step,
            () => SendAsync(origin, ScriptSettings.Resume, ScriptSettings.Suspend, cancellationToken));
        await guard.RunAsync([part], cancellationToken);
        var pipeline = NewPipeline(cancellationToken);
        pipeline.AddAll([.. TouchedBy(origin), progress.Ended]);
        await CommitAsync(origin, pipeline, cancellationToken);
    }

    async Task RunUnguardedAsync(Origin origin, CancellationToken cancellationToken)
    {
        var pipeline = await FillAsync(
            origin, [Begin], [.. ScriptSettings.Suspend, .. TouchedBy(origin), progress.Ended], cancellationToken);
        await CommitAsync(origin, pipeline, cancellationToken);
    }

    Task NoteAsync(Origin origin, Sql entry, CancellationToken cancellationToken)
    {
        var pipeline = NewPipeline(cancellationToken);
        pipeline.AddAll([Begin, .. ScriptSettings.Suspend, entry]);
        return CommitAsync(origin, pipeline, cancellationToken);
    }

    Task CommitAsync(Origin origin, Pipeline pipeline, CancellationToken cancellationToken) =>
        commit.CommitAsync(pipeline, [origin.Step], () => Behind, cancellationToken);

    IReadOnlyList<Sql> Behind => [deployment.GoOn, .. ScriptSettings.Resume];

    IEnumerable<Sql> TouchedBy(Origin origin) => StepEntries.Touched(origin.Step, deployment) is { } entry ? [entry] : [];

    IEnumerable<Sql> Touched(Origin origin) =>
        TouchedBy(origin).SelectMany(entry => (IEnumerable<Sql>)[.. ScriptSettings.Suspend, entry, .. ScriptSettings.Resume]);

    async Task SendAsync(Origin origin, IEnumerable<Sql> before, IEnumerable<Sql> after, CancellationToken cancellationToken) =>
        await (await FillAsync(origin, before, after, cancellationToken)).FlushAsync();

    async Task<Pipeline> FillAsync(
        Origin origin, IEnumerable<Sql> before, IEnumerable<Sql> after, CancellationToken cancellationToken)
    {
        var pipeline = NewPipeline(cancellationToken);
        pipeline.AddAll(before);
        await pipeline.AddAsync(origin);
        pipeline.AddAll(after);
        return pipeline;
    }

    Pipeline NewPipeline(CancellationToken cancellationToken) => new(connection, context.Deadline, cancellationToken);
}

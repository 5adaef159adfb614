using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Reverting.Repeatables;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Engine;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Running.Statements;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>A Create or a forward Update, once it is recorded and has the lock: plan, run, journal, answer.</summary>
sealed class ForwardDeployment(Target target, MigratorSession session, Standing standing)
{
    readonly RequestWatch _watch = new(target.Context);
    readonly Deployment _deployment = new(standing.Request!.Id, target.Properties.Schema);

    // A run that was killed may have committed segments: they count as this deployment's, not as what was before it.
    readonly SchemaState _before = SchemaState.Of(standing.RowsBefore);
    readonly int _committed = standing.Rows.Count(
        row => row.DeploymentId == standing.Request!.Id && row.State == JournalState.Applied);

    readonly OwnerRow _owner = target.Owner(!standing.Schema.Exists, standing.Schema.DatabaseComment == target.DatabaseMark);

    /// <exception cref="MigrationRefusedException">Nothing was run.</exception>
    /// <exception cref="ScriptFailedException">What had run is undone, as far as the message does not say otherwise.</exception>
    public async Task<ResourceOutcome> RunAsync(Func<ScriptLibrary> library, CancellationToken cancellationToken)
    {
        try
        {
            var run = await ForwardRun.DecideAsync(target, session.Connection, standing, library(), cancellationToken);
            var findings = run.Findings.Count > 0
                ? run.Findings
                : await SyntaxGate.FindingsAsync(target, session.Connection, run, cancellationToken);
            return findings.Count == 0
                ? await RunAsync(run, cancellationToken)
                : throw new MigrationRefusedException(findings);
        }
        catch (Exception exception) when (Failure(exception, cancellationToken) is { } failure)
        {
            target.Context.Log.DeploymentFailed(exception);
            return await new FailedDeployment(target, session, _deployment, standing, exception)
                .RecordAsync(failure, cancellationToken);
        }
    }

    // A broken link is tried again by whoever called, and where time is over another run may go on. What is none of these is a
    // mistake of ours, and the framework's to report.
    string? Failure(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        RunEndedException => null,
        _ when Lateness.IsReason(exception, cancellationToken) && session.MayGoOn => null,
        BatchesUnfinishedException unfinished => unfinished.Message,
        _ when cancellationToken.IsCancellationRequested => new OutOfTimeException(exception).Message,
        _ when Transience.IsLinkLost(exception) => null,
        ScriptFailedException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied =>
            $"{denied.Message}{Ownership.Hint(target, standing)}",
        CustomResourceException known => known.Message,
        PostgresException server => $"The journal in schema lockstep could not be written: {server.SqlState} "
            + $"{Sentence.Of(server.MessageText)} {SqlStates.Of(server.SqlState).Remedy}",
        _ => null,
    };

    async Task<ResourceOutcome> RunAsync(ForwardRun run, CancellationToken cancellationToken)
    {
        Tell(run);
        var answer = Answer(run);
        var around = new Surroundings(
            First(run.Plan),
            () => Last(run.Plan, answer = answer with { Duration = _watch.Elapsed }));
        session.Headway.IsOfBatchesAlone = target.Properties.Transaction == TransactionScope.Batch;
        var runner = new SegmentRunner(session, _deployment, target.Properties.LockTimeout, target.Context);
        var engine = new MigrationEngine(
            session, runner, new DataLossGuard(session, run.Reverts.Own), around, standing.Rows, target.Context.Log);
        await (run.Reverts.IsEmpty
            ? engine.RunAsync(run.Applies, cancellationToken)
            : new WaysBack(session, _deployment.Schema, run.Reverts, standing.Schema.Locks, target.Context.Log)
                .RunAsync(engine, run.Applies, cancellationToken));
        return Done(answer);
    }

    Succeeded Done(MigrationAnswer answer)
    {
        target.Context.Log.LogDeployed(answer);
        return answer.ToOutcome();
    }

    void Tell(ForwardRun run)
    {
        var repeatables = run.Plan.Repeatables;
        foreach (var danger in run.Dangers)
        {
            target.Context.Log.DangerFound(danger);
        }

        if (Ownership.TakenOver(target, standing) is { } takenOver)
        {
            target.Context.Log.Warning(takenOver);
        }

        if (repeatables.Gone.Count > 0)
        {
            target.Context.Log.RepeatablesGone(string.Join(", ", repeatables.Gone.Select(row => row.Name)));
        }

        if (repeatables.Withheld.Count > 0)
        {
            target.Context.Log.RepeatablesWithheld(string.Join(", ", repeatables.Withheld.Select(script => script.Name)));
        }
    }

    MigrationAnswer Answer(ForwardRun run) => new()
    {
        PhysicalResourceId = target.PhysicalResourceId,
        SchemaVersion = run.Plan.WantedVersion.ToString(),
        Before = _before,
        After = run.After,
        AppliedCount = _committed + run.Plan.Reapplied.Count + run.Plan.Pending.Count,
        RevertedCount = run.Plan.TakenBack.Count + run.Plan.Reverts.Count,
        Duration = TimeSpan.Zero,
    };

    // Who owns a new schema is known from the moment it exists, or nobody could drop it after a crash. What is declared is so
    // from the first commit on: a run that is cut off behind it must find it.
    IReadOnlyList<Sql> First(ForwardPlan plan) =>
    [
        .. standing.Schema.Exists
            ? Array.Empty<Sql>()
            : [SchemaStatements.Create(target.Properties.Schema), Deployment.Own(target.Properties.Schema, _owner)],
        .. plan.Declared.Select(script => StepEntries.Declared(script, _deployment)),
    ];

    IReadOnlyList<Sql> Last(ForwardPlan plan, MigrationAnswer answer) =>
    [
        JournalEntries.GiveUp(plan.Unfinished, _deployment),
        JournalEntries.SetState(plan.Adopted, [JournalState.Kept], JournalState.Applied),
        JournalEntries.SetState(plan.Accepted, [JournalState.Kept, JournalState.Running], JournalState.Baseline),
        .. plan.Renamed.Select(renamed => JournalEntries.Rename(renamed.Row, renamed.Name)),
        Deployment.Own(target.Properties.Schema, _owner),
        _deployment.End(DeploymentState.Succeeded, _before.Version.ToString(), answer.VersionAfter.ToString(), answer.ToStored()),
        .. plan.Adopted.Count + plan.Accepted.Count > 0
            ? [_deployment.Settle([.. plan.Adopted, .. plan.Accepted])]
            : Array.Empty<Sql>(),
    ];
}

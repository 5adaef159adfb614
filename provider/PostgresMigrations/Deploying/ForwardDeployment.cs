using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Reverting.Repeatables;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>A Create or a forward Update, once it is recorded and has the lock: plan, run, journal, answer.</summary>
sealed class ForwardDeployment(Target target, MigratorSession session, Standing standing)
{
    readonly long _started = target.Context.Clock.GetTimestamp();
    readonly Deployment _deployment = new(standing.Request!.Id, target.Properties.Schema);

    // A run that was killed may have committed segments: they count as this deployment's, not as what was before it.
    readonly SchemaState _before = SchemaState.Of(standing.Rows.Where(row => row.DeploymentId != standing.Request!.Id));
    readonly int _committed = standing.Rows.Count(row => row.DeploymentId == standing.Request!.Id && row.IsPresent);
    readonly OwnerRow _owner = target.Owner(!standing.Schema.Exists, standing.Schema.DatabaseComment == target.DatabaseMark);

    bool _isAlone;

    /// <exception cref="MigrationRefusedException">Nothing was run.</exception>
    /// <exception cref="ScriptFailedException">What had run is undone, as far as the message does not say otherwise.</exception>
    public async Task<ResourceOutcome> RunAsync(Func<ScriptLibrary> library, CancellationToken cancellationToken)
    {
        try
        {
            Ownership.Check(target, standing);
            var plan = ForwardPlan.For(library().Scripts, standing.Rows, target.Properties);
            var reverts = await RevertsAsync(plan, cancellationToken);
            plan = plan with { Reapplied = [.. reverts.Reapplies.Select(stored => stored.Row)] };
            return reverts.Findings.Count == 0
                ? await RunAsync(plan, reverts, cancellationToken)
                : throw new MigrationRefusedException(reverts.Findings);
        }
        catch (Exception exception) when (Failure(exception, cancellationToken) is { } failure)
        {
            target.Context.Log.DeploymentFailed(exception);
            var reason = await new FailedDeployment(target, session, _deployment, standing)
                .RecordAsync(failure, cancellationToken);
            return new Failed(reason);
        }
    }

    // A broken link is tried again by whoever called, unless a script may have been cut in half. What is none of these is a
    // mistake of ours, and the framework's to report.
    string? Failure(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        _ when cancellationToken.IsCancellationRequested => new OutOfTimeException(exception).Message,
        ScriptFailedException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied =>
            $"{denied.Message}{Ownership.Hint(target, standing)}",
        CustomResourceException known => known.Message,
        PostgresException server => $"The journal could not be written: {server.SqlState} {server.MessageText}.",
        _ when Transience.IsLinkLost(exception) => _isAlone
            ? $"The connection to the database broke while a script ran outside a transaction: {exception.Message}"
            : null,
        _ => null,
    };

    async Task<RevertRange> RevertsAsync(ForwardPlan plan, CancellationToken cancellationToken) => new(
        await StoredScript.OfAsync(session.Connection, plan.Reverts, cancellationToken),
        plan.FirstReverted is { } first
            ? await StoredScript.BeforeAsync(session.Connection, _deployment.Schema, first, plan.Reverts, cancellationToken)
            : []);

    async Task<ResourceOutcome> RunAsync(ForwardPlan plan, RevertRange reverts, CancellationToken cancellationToken)
    {
        Tell(plan.Repeatables);
        var applies = Segment.Cut(plan.Pending.Select(script => new ApplyStep(script)), target.Properties.Transaction);
        var answer = Answer(plan);
        var around = new Surroundings(
            First(), () => Last(plan, answer = answer with { Duration = target.Context.Clock.GetElapsedTime(_started) }));
        if (reverts.IsEmpty)
        {
            await RunAsync(applies, around, () => { }, cancellationToken);
            return answer.ToOutcome();
        }

        var done = 0;
        await new WaysBack(session, _deployment.Schema, reverts, target.Context.Log).RunAsync(
            steps => RunAsync(
                [.. Segment.Cut(steps, TransactionScope.Batch), .. applies], around, () => done++, cancellationToken),
            () => done == 0,
            cancellationToken);
        return answer.ToOutcome();
    }

    async Task RunAsync(IReadOnlyList<Segment> segments, Surroundings around, Action done, CancellationToken cancellationToken)
    {
        var runner = new SegmentRunner(session, _deployment, target.Properties.LockTimeout, target.Context);
        _isAlone = segments.Any(segment => !segment.IsTransactional);
        if (segments.Count == 0)
        {
            await runner.EndAsync(around, cancellationToken);
            return;
        }

        await MigrationEngine.RunAsync(
            segments, standing.Rows, session.Connection,
            async segment =>
            {
                await runner.RunAsync(segment, null, around.For(segment, segments), cancellationToken);
                done();
            },
            target.Context.Log);
    }

    void Tell(RepeatablePlan repeatables)
    {
        if (repeatables.Gone.Count > 0)
        {
            target.Context.Log.RepeatablesGone(string.Join(", ", repeatables.Gone.Select(row => row.Name)));
        }

        if (repeatables.Withheld.Count > 0)
        {
            target.Context.Log.RepeatablesWithheld(string.Join(", ", repeatables.Withheld.Select(script => script.Name)));
        }
    }

    MigrationAnswer Answer(ForwardPlan plan) => new()
    {
        PhysicalResourceId = target.PhysicalResourceId,
        SchemaVersion = plan.WantedVersion.ToString(),
        Before = _before,
        After = SchemaState.Of(standing.Rows)
            .Without(plan.Reverts)
            .With(plan.Restored)
            .Without(plan.Repeatables.Replaced)
            .With(plan.Adopted, JournalState.Applied)
            .With(plan.Accepted, JournalState.Baseline)
            .With(plan.Pending),
        AppliedCount = _committed + plan.Reapplied.Count + plan.Pending.Count,
        RevertedCount = plan.Reverts.Count,
        Duration = TimeSpan.Zero,
    };

    // Who owns a new schema is known from the moment it exists, or nobody could drop it after a crash.
    IReadOnlyList<Sql> First() => standing.Schema.Exists
        ? []
        : [SchemaStatements.Create(target.Properties.Schema), Deployment.Own(target.Properties.Schema, _owner)];

    IReadOnlyList<Sql> Last(ForwardPlan plan, MigrationAnswer answer) =>
    [
        JournalEntries.GiveUp(plan.Unfinished, _deployment),
        JournalEntries.SetState(plan.Adopted, JournalState.Applied),
        JournalEntries.SetState(plan.Accepted, JournalState.Baseline),
        .. plan.Renamed.Select(renamed => JournalEntries.Rename(renamed.Row, renamed.Name)),
        Deployment.Own(target.Properties.Schema, _owner),
        _deployment.End(DeploymentState.Succeeded, _before.Version.ToString(), answer.VersionAfter.ToString(), answer.ToStored()),
    ];
}

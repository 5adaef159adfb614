using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>A Delete that has to touch the database, once it is recorded and has the lock.</summary>
sealed class Deletion(Target target, MigratorSession session, Standing standing, string physicalResourceId)
{
    readonly Deployment _deployment = new(standing.Request!.Id, target.Properties.Schema);
    readonly OwnerRow? _owner = standing.Owners.GetValueOrDefault(target.Properties.Schema);

    // A Delete before this one may have failed.
    DeploymentRow? LastAttempt => standing.History.LastOrDefault(row => row.RequestType != "Delete");

    /// <summary>Takes the resource away as OnDelete says; a failure is on record, with its reason.</summary>
    public async Task<ResourceOutcome> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await TakeAwayAsync(cancellationToken);
        }
        catch (CustomResourceException failure) when (failure is not ConnectFailure && !Transience.IsLinkLost(failure))
        {
            target.Context.Log.DeploymentFailed(failure);
            return await RecordAsync(failure, target.Context.Deadline.CleanUpToken);
        }
    }

    async Task<ResourceOutcome> RecordAsync(CustomResourceException failure, CancellationToken cleanUp)
    {
        var failed = new Failed(failure.Message);
        try
        {
            session.Headway.IsLast = true;
            await session.EnsureConnectedAsync(cleanUp);
            await FailAsync(
                failed, failure is ScriptFailedException script ? FailedScript.At(script.Statement) : null, cleanUp);
        }
        catch (Exception another) when (another is NpgsqlException or OperationCanceledException or CustomResourceException)
        {
            target.Context.Log.NotRecorded(another.Message);
        }

        return failed;
    }

    async Task<ResourceOutcome> TakeAwayAsync(CancellationToken cancellationToken)
    {
        if (_owner is null || !target.IsOwner(_owner))
        {
            return await EndAsync(
                $"{Schema} belongs to {_owner?.LogicalId ?? "nobody"} by now, so nothing was touched.", [], cancellationToken);
        }

        if (!standing.Schema.Exists && target.Properties.OnDelete is DeletePolicy.Revert or DeletePolicy.DropSchema)
        {
            return await EndAsync($"{Schema} was gone already.", WithSchema, cancellationToken);
        }

        return target.Properties.OnDelete switch
        {
            DeletePolicy.Revert => await RevertAsync(cancellationToken),
            DeletePolicy.DropSchema => await DropSchemaAsync(_owner, cancellationToken),
            DeletePolicy.DropDatabase => await DropDatabaseAsync(_owner, cancellationToken),
            _ => await EndAsync(null, [], cancellationToken),
        };
    }

    /// <summary>
    /// The id is one that CloudFormation made up, for a Create that it cancelled or whose answer it never had, or that of a
    /// Create which failed and could not undo itself: whatever that Create did is undone. Had anything come after the first,
    /// CloudFormation would know the id; after the second another may have worked.
    /// </summary>
    /// <param name="requestId">Of the Create that failed; null where the id is made up.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    public async Task<ResourceOutcome> TakeBackCreateAsync(string? requestId, CancellationToken cancellationToken)
    {
        if (LastAttempt is not { RequestType: "Create", IsRecent: true } create
            || (requestId ?? create.RequestId) != create.RequestId || _owner is not null && !target.IsOwner(_owner))
        {
            return await EndAsync(
                "The id is not one of ours, and there is no Create to take back. Nothing was touched.", [], cancellationToken);
        }

        if (target.Properties.OnDelete == DeletePolicy.DropDatabase && standing.Schema.DatabaseComment == target.DatabaseMark
            && OtherOwners.Count == 0)
        {
            return await DropDatabaseAsync(cancellationToken);
        }

        return await UndoAsync(create, cancellationToken);
    }

    async Task<ResourceOutcome> UndoAsync(DeploymentRow create, CancellationToken cancellationToken)
    {
        var range = await RevertRange.OfAsync(session.Connection, _deployment.Schema, [create.Id], cancellationToken);
        var traces = _owner is { CreatedSchema: true } ? SchemaStatements.DropWhenEmpty(_deployment.Schema) : [];
        if (range.IsEmpty || range.Findings.Count > 0)
        {
            return range.IsEmpty
                ? await EndAsync(null, [.. traces, Forget(create.Id)], cancellationToken)
                : await EndAsync(NotUndone(string.Join(" ", range.Findings)), traces, cancellationToken);
        }

        try
        {
            await Reversal.RunAsync(
                range, new DataLossGuard(session, range.Xids),
                () => [.. traces, Forget(create.Id), Deployment.MarkReverted([create.Id]), End(Outcome(null))],
                cancellationToken);
            return Outcome(null);
        }
        catch (Exception down) when (down is ScriptFailedException or DataLossException)
        {
            await session.EnsureConnectedAsync(cancellationToken);
            return await EndAsync(NotUndone(down.Message), traces, cancellationToken);
        }
    }

    static string NotUndone(string why) =>
        $"The Create failed, was cancelled, or its answer never arrived, but not all it did could be undone. {why}";

    async Task<ResourceOutcome> RevertAsync(CancellationToken cancellationToken)
    {
        var own = await OwnScripts.ReadAsync(session, standing, _deployment.Schema, cancellationToken);
        var range = own.Range;
        IReadOnlyList<Sql> last = [JournalEntries.Forget(own.Declared, _deployment), Deployment.Disown(_deployment.Schema)];
        if (range.Findings.Count > 0)
        {
            return await FailAsync(
                new("Nothing was run. OnDelete is Revert, but not every script can be reverted: "
                    + string.Join(" ", range.Findings)),
                null, cancellationToken);
        }

        if (range.IsEmpty)
        {
            return await EndAsync(own.Left, last, cancellationToken);
        }

        // No guard: like DropSchema, it is the order to take away what was made here, with whatever is in it.
        await Reversal.RunAsync(range, null, () => [.. last, End(Outcome(own.Left))], cancellationToken);
        return Outcome(own.Left);
    }

    async Task<ResourceOutcome> DropSchemaAsync(OwnerRow owner, CancellationToken cancellationToken)
    {
        if (!owner.CreatedSchema)
        {
            return await EndAsync(
                $"{Schema} was there before this resource, so OnDelete: DropSchema left it.",
                [Deployment.Disown(_deployment.Schema)],
                cancellationToken);
        }

        await new SchemaDrop(session, _deployment, target.Properties.LockTimeout, target.Context)
            .RunAsync(() => [.. WithSchema, End(Outcome(null))], cancellationToken);
        return Outcome(null);
    }

    async Task<ResourceOutcome> DropDatabaseAsync(OwnerRow owner, CancellationToken cancellationToken)
    {
        if (!owner.CreatedDatabase)
        {
            return await EndAsync(
                $"Database \"{target.Settings.Database}\" was there before this resource, so OnDelete: DropDatabase left it.",
                [Deployment.Disown(_deployment.Schema)], cancellationToken);
        }

        if (OtherOwners.Count > 0)
        {
            return await FailAsync(
                new($"Database \"{target.Settings.Database}\" was not dropped: other resources own schemas in it: "
                    + $"{string.Join(", ", OtherOwners)}. Delete those first, or set OnDelete: DropSchema."),
                null, cancellationToken);
        }

        return await DropDatabaseAsync(cancellationToken);
    }

    // Not recorded as done before it is: the record goes with the database, and a second delivery finds none.
    async Task<ResourceOutcome> DropDatabaseAsync(CancellationToken cancellationToken)
    {
        await Runner.EndAsync(new Surroundings([], null), cancellationToken);
        await session.DisposeAsync();
        await target.DatabaseMaker.DropAsync(TimeSpan.MaxValue, cancellationToken);
        return Outcome(null);
    }

    async Task<ResourceOutcome> EndAsync(string? reason, IReadOnlyList<Sql> statements, CancellationToken cancellationToken)
    {
        await Runner.EndAsync(new Surroundings([], () => [.. statements, End(Outcome(reason))]), cancellationToken);
        return Outcome(reason);
    }

    async Task<ResourceOutcome> FailAsync(Failed failed, FailedScript? script, CancellationToken cancellationToken)
    {
        var version = standing.DatabaseVersion.ToString();
        var end = _deployment.End(DeploymentState.Failed, version, version, MigrationAnswer.ToStored(failed, script));
        await Runner.EndAsync(new Surroundings([], () => [end]), cancellationToken);
        return failed;
    }

    IReadOnlyList<Sql> WithSchema => [.. JournalEntries.RevertAll(_deployment), Deployment.Disown(_deployment.Schema)];

    Sql End(Succeeded outcome) => _deployment.End(
        DeploymentState.Succeeded, standing.DatabaseVersion.ToString(), null, MigrationAnswer.ToStored(outcome));

    Succeeded Outcome(string? reason) =>
        new(physicalResourceId, new Dictionary<string, string>(StringComparer.Ordinal)) { Reason = reason };

    Sql Forget(long deployment) => JournalEntries.Forget(
        standing.Rows.Where(row => row.State == JournalState.Baseline && row.DeploymentId == deployment), _deployment);

    SegmentRunner Runner => new(session, _deployment, target.Properties.LockTimeout, target.Context);

    Reversal Reversal => new(session, _deployment, Runner, standing.Schema.Locks, target.Context.Log);

    List<string> OtherOwners =>
    [
        .. standing.Owners.Where(other => other.Key != target.Properties.Schema)
            .Select(other => $"\"{other.Key}\" ({other.Value.LogicalId})"),
    ];

    string Schema => $"Schema \"{target.Properties.Schema}\"";
}

using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>A Delete that has to touch the database, once it is recorded and has the lock.</summary>
sealed class Deletion(Target target, MigratorSession session, Standing standing, string physicalResourceId)
{
    readonly DeletionEnd _end = new(target, session, standing, physicalResourceId);
    readonly OwnerRow? _owner = standing.Owners.GetValueOrDefault(target.Properties.Schema);

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
            return await Gate.DoneAsync(session, target.Context, cleanUp) ?? await _end.FailAsync(
                failed, failure is ScriptFailedException script ? FailedScript.At(script.Statement) : null, cleanUp);
        }
        catch (Exception another) when (another is NpgsqlException or OperationCanceledException or CustomResourceException)
        {
            target.Context.Log.NotRecorded(another.Message);
            return failed;
        }
    }

    async Task<ResourceOutcome> TakeAwayAsync(CancellationToken cancellationToken)
    {
        if (_owner is null || !target.IsOwner(_owner))
        {
            return await _end.SucceedAsync(
                $"{Schema} belongs to {_owner?.LogicalId ?? "nobody"} by now, so nothing was touched.", [], cancellationToken);
        }

        if (!standing.Schema.Exists && target.Properties.OnDelete is DeletePolicy.Revert or DeletePolicy.DropSchema)
        {
            return await _end.SucceedAsync($"{Schema} was gone already.", WithSchema, cancellationToken);
        }

        var creation = new CreationTakenBack(target, session, standing, physicalResourceId);
        return target.Properties.OnDelete switch
        {
            _ when TakesAway(_owner) && creation.AddedAgain is { } create => await creation.UndoAsync(create, cancellationToken),
            DeletePolicy.Revert => await RevertAsync(cancellationToken),
            DeletePolicy.DropSchema => await DropSchemaAsync(_owner, cancellationToken),
            DeletePolicy.DropDatabase => await DropDatabaseAsync(_owner, cancellationToken),
            _ => await _end.SucceedAsync(null, [], cancellationToken),
        };
    }

    bool TakesAway(OwnerRow owner) => target.Properties.OnDelete switch
    {
        DeletePolicy.Revert => true,
        DeletePolicy.DropSchema => owner.CreatedSchema,
        DeletePolicy.DropDatabase => owner.CreatedDatabase,
        _ => false,
    };

    async Task<ResourceOutcome> RevertAsync(CancellationToken cancellationToken)
    {
        var own = await OwnScripts.ReadAsync(session, standing, _end.Deployment.Schema, cancellationToken);
        var range = own.Range;
        IReadOnlyList<Sql> last =
            [JournalEntries.Forget(own.Declared, _end.Deployment), .. Over];
        if (range.Findings.Count > 0)
        {
            return await _end.FailAsync(
                new("Nothing was run. OnDelete is Revert, but not every script can be reverted: "
                    + string.Join(" ", range.Findings)),
                null, cancellationToken);
        }

        if (range.IsEmpty)
        {
            return await _end.SucceedAsync(own.Left, last, cancellationToken);
        }

        // No guard: like DropSchema, it is the order to take away what was made here, with whatever is in it.
        await _end.Reversal.RunAsync(range, null, () => [.. last, _end.Record(_end.Outcome(own.Left))], cancellationToken);
        return _end.Outcome(own.Left);
    }

    async Task<ResourceOutcome> DropSchemaAsync(OwnerRow owner, CancellationToken cancellationToken)
    {
        if (!owner.CreatedSchema)
        {
            return await _end.SucceedAsync(
                $"{Schema} was there before this resource, so OnDelete: DropSchema left it.",
                [Deployment.Disown(_end.Deployment.Schema)],
                cancellationToken);
        }

        await new SchemaDrop(session, _end.Deployment, target.Properties.LockTimeout, target.Context)
            .RunAsync(() => [.. WithSchema, _end.Record(_end.Outcome(null))], cancellationToken);
        return _end.Outcome(null);
    }

    async Task<ResourceOutcome> DropDatabaseAsync(OwnerRow owner, CancellationToken cancellationToken)
    {
        if (!owner.CreatedDatabase)
        {
            return await _end.SucceedAsync(
                $"Database \"{target.Settings.Database}\" was there before this resource, so OnDelete: DropDatabase left it.",
                [Deployment.Disown(_end.Deployment.Schema)], cancellationToken);
        }

        if (_end.OtherOwners.Count > 0)
        {
            return await _end.FailAsync(
                new($"Database \"{target.Settings.Database}\" was not dropped: other resources own schemas in it: "
                    + $"{string.Join(", ", _end.OtherOwners)}. Delete those first, or set OnDelete: DropSchema."),
                null, cancellationToken);
        }

        return await _end.DropDatabaseAsync(cancellationToken);
    }

    IReadOnlyList<Sql> WithSchema => [.. JournalEntries.RevertAll(_end.Deployment), .. Over];

    // What is added again later under the same name finds nothing of it.
    IReadOnlyList<Sql> Over =>
    [
        Deployment.MarkReverted(
            standing.History.Where(row => row.Schema == _end.Deployment.Schema && row.IsReached).Select(row => row.Id)),
        Deployment.Disown(_end.Deployment.Schema),
    ];

    string Schema => $"Schema \"{target.Properties.Schema}\"";
}

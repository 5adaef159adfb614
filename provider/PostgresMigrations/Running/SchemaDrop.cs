using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Drops a schema with what is in it, and ends the deployment with that.</summary>
/// <remarks>
/// It takes the lock of one table after the other. Waiting for one without end would keep an application from all those before
/// it, so it waits no longer than a script does, and begins again.
/// </remarks>
/// <param name="session">Holds the lock.</param>
/// <param name="deployment">The request's row, whose fence the commit passes.</param>
/// <param name="lockTimeout">How long it waits for each lock.</param>
/// <param name="context">The request: its deadline, its clock for pauses, its log for every retry.</param>
sealed class SchemaDrop(MigratorSession session, Deployment deployment, TimeSpan lockTimeout, RequestContext context)
{
    const int MostNamed = 3;

    readonly FencedCommit _commit = new(session, deployment, context);
    readonly Retries _retries = new(session, context);

    /// <param name="last">Ends the deployment.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="DropFailedException">
    /// The server refused it, or others would lose what they have; nothing is dropped.
    /// </exception>
    /// <exception cref="BlockedException">Somebody kept a lock until time was over; nothing is dropped.</exception>
    public async Task RunAsync(Func<IReadOnlyList<Sql>> last, CancellationToken cancellationToken)
    {
        var drop = SchemaStatements.DropWithContents(deployment.Schema);
        try
        {
            await _retries.RunAsync(
                drop.Text, () => RunOnceAsync(drop, last, cancellationToken), isCommittedAsync: null, cancellationToken);
        }
        catch (PostgresException exception)
            when (!Transience.IsTransient(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw DropFailedException.For($"Schema \"{deployment.Schema}\"", exception);
        }
    }

    Task RunOnceAsync(Sql drop, Func<IReadOnlyList<Sql>> last, CancellationToken cancellationToken) =>
        _commit.RunAsync(async () =>
        {
            var pipeline = new Pipeline(session.Connection, context.Deadline, cancellationToken);
            pipeline.AddAll([FencedCommit.Begin, ScriptSettings.LockTimeout(lockTimeout)]);
            await pipeline.FlushAsync();
            await RefuseForOthersAsync(cancellationToken);
            pipeline.Add(drop);
            await _commit.CommitAsync(pipeline, [], last, cancellationToken);
        });

    // CASCADE is for what is in the schema.
    async Task RefuseForOthersAsync(CancellationToken cancellationToken)
    {
        var dependents = await session.Connection.QueryAsync(
            SchemaDependents.Of(deployment.Schema), row => row.GetString(0), cancellationToken);
        if (dependents.Count > 0)
        {
            var more = dependents.Count > MostNamed ? $" and {dependents.Count - MostNamed} more" : "";
            throw new DropFailedException(
                $"Schema \"{deployment.Schema}\"",
                $"in other schemas {string.Join(", ", dependents.Take(MostNamed))}{more} would go with it");
        }
    }
}

using System.Globalization;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Tests.Schedules.Modelling;

/// <summary>One run of a request that is on record and has the lock; or that has ended already.</summary>
sealed class MigrationRun(Connection connection, RequestContext context) : IAsyncDisposable
{
    static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    bool _hasWorked;

    /// <summary>What to end with at once; null: the request is to be carried out.</summary>
    public ResourceOutcome? Decided { get; private set; }

    public Database Database => connection.Database;

    public Deployment Deployment => connection.Deployment;

    public static async Task<MigrationRun> BeginAsync(
        Connection connection, RequestContext context, int revision, bool evicts, CancellationToken cancellationToken)
    {
        var run = new MigrationRun(connection, context);
        var recorded = await connection.SendAsync(
            () => connection.Database.Record(context, revision), RoundTrip, cancellationToken);
        if (recorded is null)
        {
            run.Decided = new Superseded("It is late.");
            return run;
        }

        connection.Deployment = recorded;
        try
        {
            while (!await run.IsReadyAsync(evicts, cancellationToken))
            {
                await Task.Delay(Poll, context.Clock, cancellationToken);
            }

            return run;
        }
        catch (OperationCanceledException)
        {
            throw run.OutOfTime();
        }
    }

    /// <summary>Whether another run should go on here. One that has done nothing yet has as much time as the next.</summary>
    public bool IsToGoOn(Script script) => _hasWorked
        && context.Deadline.WorkTimeLeft < TimeSpan.FromSeconds(2 * script.Seconds) + Reserve
        && context.Continuation.MayGoOn(Deployment.Run);

    /// <summary>Half a script, or a script's down. Who sends it must be the only one with the lock.</summary>
    public async Task StatementAsync(Script script, CancellationToken cancellationToken) =>
        _hasWorked = await connection.SendAsync(
            () => Database.Holder == connection ? true : throw new InvalidOperationException("A statement without the lock."),
            TimeSpan.FromSeconds(script.Seconds), cancellationToken, script.Kind == ScriptKind.Deaf);

    /// <exception cref="TakenOverException">A later request took over.</exception>
    public Task CommitAsync(Action changes, CancellationToken cancellationToken) =>
        connection.CommitAsync(changes, cancellationToken);

    /// <summary>Commits the last changes and the answer.</summary>
    public async Task<ResourceOutcome> EndAsync(
        Action changes, string? reason, string schemaVersion, CancellationToken cancellationToken)
    {
        await CommitAsync(
            () =>
            {
                changes();
                Deployment.Answer = new Succeeded(Migration.IdOf(context))
                {
                    Attributes = Attributes(schemaVersion),
                    Reason = reason,
                };
                Deployment.State = DeploymentState.Succeeded;
            },
            cancellationToken);
        return Deployment.Answer!;
    }

    public async ValueTask DisposeAsync()
    {
        if (Decided is null && Database.Holder == connection)
        {
            await connection.SendAsync(
                () =>
                {
                    Database.Unlock(connection);
                    return true;
                },
                TimeSpan.Zero, CancellationToken.None);
        }
    }

    /// <summary>Whether it has the lock, or needs none.</summary>
    Task<bool> IsReadyAsync(bool evicts, CancellationToken cancellationToken) => connection.SendAsync(
        () =>
        {
            Decided = Decide();
            if (Decided is null && evicts && Database.Holder is { Deployment.State: DeploymentState.Superseded } holder)
            {
                holder.Terminate();
            }

            return Decided is not null || Database.TryLock(connection);
        },
        RoundTrip, cancellationToken);

    ResourceOutcome? Decide() => (Database.IsLast(Deployment), Deployment) switch
    {
        (true, { State: DeploymentState.Running }) => null,
        (true, { Answer: { } answer }) => answer,
        _ => new Superseded("A later request took over."),
    };

    // Another run of this request has answered, or will; and a lock that somebody else has is no SUCCESS.
    Exception OutOfTime() => Deployment.State != DeploymentState.Running || Database.Holder?.Deployment == Deployment
        ? new TakenOverException()
        : Database.Holder is null ? new OperationCanceledException()
        : new LockedException();

    Dictionary<string, string> Attributes(string schemaVersion) => new(StringComparer.Ordinal)
    {
        ["SchemaVersion"] = schemaVersion,
        ["DatabaseVersion"] = Database.Version.ToString(CultureInfo.InvariantCulture),
    };
}

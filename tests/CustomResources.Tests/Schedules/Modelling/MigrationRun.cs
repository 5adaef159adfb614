using System.Globalization;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Tests.Schedules.Modelling;

/// <summary>One run of a request that is on record and has the lock; or that has ended already.</summary>
sealed class MigrationRun(Attempts attempts, RequestContext context) : IAsyncDisposable
{
    static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    Connection _connection = attempts.Connect();
    bool _isRefused;
    Connection? _refusedBy;
    bool _hasWorked;

    /// <summary>What to end with at once; null: the request is to be carried out.</summary>
    public ResourceOutcome? Decided { get; private set; }

    public Database Database => attempts.Database;

    public Deployment Deployment => _connection.Deployment;

    /// <summary>Ends what is still to be said and written when the time for work is over.</summary>
    public CancellationToken CleanUp => context.Deadline.CleanUpToken;

    /// <summary>Whether whatever is sent next is lost.</summary>
    public bool HasLostLink => _connection.IsLost;

    public static async Task<MigrationRun> BeginAsync(
        Attempts attempts, RequestContext context, int revision, bool evicts, CancellationToken cancellationToken)
    {
        var run = new MigrationRun(attempts, context);
        if (await run.RecordAsync(revision, cancellationToken) is null)
        {
            run.Decided = new Superseded("It is late.");
            return run;
        }

        try
        {
            await run.WaitAsync(evicts, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Another run waits on, for what FAILED would block a stack.
            run.Decided = run.OutOfTime() is var reason && reason is LockedException && attempts.MayGoOn
                ? attempts.GoOn()
                : throw reason;
        }

        return run;
    }

    /// <summary>Another link in place of one that broke, with the lock, unless the request has ended meanwhile.</summary>
    public async Task EnsureConnectedAsync(CancellationToken cancellationToken)
    {
        if (_connection.IsLost)
        {
            var deployment = Deployment;
            _connection = attempts.Connect();
            _connection.Deployment = deployment;
            await WaitAsync(evicts: false, cancellationToken);
        }
    }

    /// <summary>Whether another run should go on here. One that has done nothing yet has as much time as the next.</summary>
    public bool IsToGoOn(Script script) => _hasWorked
        && context.Deadline.WorkTimeLeft < TimeSpan.FromSeconds(2 * script.Seconds) + Reserve
        && context.Continuation.MayGoOn(Deployment.Run);

    /// <summary>Hands the request on.</summary>
    public Continue GoOn() => attempts.GoOn();

    /// <summary>Half a script, or a script's down. Who sends it must be the only one with the lock.</summary>
    public async Task StatementAsync(Script script, CancellationToken cancellationToken) =>
        _hasWorked = await _connection.SendAsync(
            () => Database.Holder == _connection ? true : throw Database.Intruded(),
            TimeSpan.FromSeconds(script.Seconds), cancellationToken, script.Kind == ScriptKind.Deaf);

    /// <exception cref="TakenOverException">A later request took over.</exception>
    public Task CommitAsync(Action changes, CancellationToken cancellationToken)
    {
        // Begun in time, a commit is waited for beyond it: giving up on it would only lose sight of it.
        cancellationToken.ThrowIfCancellationRequested();
        return _connection.CommitAsync(changes, context.Deadline.CleanUpToken);
    }

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
        if (Decided is not null || Database.Holder != _connection || _connection.IsLost)
        {
            return;
        }

        try
        {
            await _connection.SendAsync(
                () =>
                {
                    Database.Unlock(_connection);
                    return true;
                },
                TimeSpan.Zero, context.Deadline.CleanUpToken);
        }
        catch (Exception exception) when (exception is LinkLostException or OperationCanceledException)
        {
            // The server ends it, or who waits for the lock.
        }
    }

    async Task<Deployment?> RecordAsync(int revision, CancellationToken cancellationToken)
    {
        var recorded = await _connection.SendAsync(
            () =>
            {
                attempts.EndLost();
                if (Database.Record(context, revision, attempts.IsCounted) is not { } deployment)
                {
                    return null;
                }

                (_connection.Deployment, Decided) = (deployment, Decide(deployment));
                return deployment;
            },
            RoundTrip, cancellationToken);
        attempts.Count(recorded?.Run ?? 0);
        return recorded;
    }

    async Task WaitAsync(bool evicts, CancellationToken cancellationToken)
    {
        while (Decided is null && !await IsReadyAsync(evicts, cancellationToken))
        {
            await Task.Delay(Poll, context.Clock, cancellationToken);
        }
    }

    /// <summary>Whether it has the lock, or needs none.</summary>
    Task<bool> IsReadyAsync(bool evicts, CancellationToken cancellationToken) => _connection.SendAsync(
        () =>
        {
            Decided = Decide(Deployment);
            attempts.EndLost();
            if (Decided is null && Database.Holder is { } holder && HasNoUse(holder.Deployment.State, evicts))
            {
                holder.Terminate();
            }

            _isRefused = Decided is null && !Database.TryLock(_connection);
            _refusedBy = Database.Holder;
            return !_isRefused;
        },
        RoundTrip, cancellationToken);

    // Of a lock. Who has ended, and still holds it, has lost its link.
    static bool HasNoUse(DeploymentState state, bool evicts) =>
        state is DeploymentState.Succeeded or DeploymentState.Failed || (evicts && state == DeploymentState.Superseded);

    ResourceOutcome? Decide(Deployment deployment) => (Database.IsLast(deployment), deployment) switch
    {
        (true, { State: DeploymentState.Running }) => null,
        (true, { Answer: { } answer }) => answer,
        _ => new Superseded("A later request took over."),
    };

    // Another run of this request has answered, or will; and a lock that somebody else had when last asked for is no SUCCESS.
    Exception OutOfTime() => Deployment.State != DeploymentState.Running && !_connection.IsLost ? new TakenOverException()
        : !_isRefused ? new OperationCanceledException()
        : _refusedBy?.Deployment == Deployment ? new TakenOverException()
        : new LockedException();

    Dictionary<string, string> Attributes(string schemaVersion) => new(StringComparer.Ordinal)
    {
        ["SchemaVersion"] = schemaVersion,
        ["DatabaseVersion"] = Database.Version.ToString(CultureInfo.InvariantCulture),
    };
}

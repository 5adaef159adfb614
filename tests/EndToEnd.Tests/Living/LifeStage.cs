using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Faults;
using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>What one life is played with: an engine, a bucket, Lambda's queue, processes, a link that can break, a database.
/// </summary>
sealed class LifeStage : IResponseBucket, IAsyncDisposable
{
    // One minute and two on AWS, and two seconds after a cancellation.
    static readonly TimeSpan[] RetryPauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300)];
    static readonly TimeSpan CancellationPause = TimeSpan.FromMilliseconds(300);

    // Three runs of the longest function, twice, and then some.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    readonly ResponseBucket _bucket;
    readonly CustomResourceType _customResources;
    readonly ConcurrentQueue<ResponseSlot> _slots = new();
    readonly Dictionary<string, Queue<Mishap>> _mishaps = new(StringComparer.Ordinal);
    Mishap? _mishap;
    int _messages;

    LifeStage(Setting setting, LifeDatabase database, FaultProxy link, ResponseBucket bucket)
    {
        (_bucket, Database, Link) = (bucket, database, link);
        Images = new(TimeSpan.FromSeconds(setting.TimeoutSeconds), link.Through(database.Owner), bucket.HostAndPort);
        Functions = new(Images.Registry, RetryPauses, TimeProvider.System) { OnFailure = Heal };
        IsWatched = setting.IsWatched;
        Overtaken = new(Functions);
        _customResources = new(this, Overtaken.Send, TimeProvider.System) { EndsWithTheFunction = true };
        Route = new(Functions, _customResources);
        Stack = NewStack();
    }

    public LifeDatabase Database { get; }

    public FaultProxy Link { get; }

    public LifeRoute Route { get; }

    /// <summary>Whether somebody answers for a function that cannot.</summary>
    public bool IsWatched { get; }

    public LifeFunctions Images { get; }

    public FunctionFleet Functions { get; }

    /// <summary>Events that come out of order.</summary>
    public OvertakenEvents Overtaken { get; }

    public Stack Stack { get; private set; }

    /// <summary>How many messages between function and database a request had at most.</summary>
    public int MostMessages { get; private set; }

    /// <summary>The operation that was the last to end.</summary>
    public Operation Last { get; private set; } = new([], []);

    /// <summary>Is told each event of the stack, and waited for.</summary>
    public Func<StackEvent, Task> Observer { get; set; } = static _ => Task.CompletedTask;

    public IReadOnlyList<CustomResourceExchange> Exchanges => _customResources.Exchanges;

    public IEnumerable<ResponseSlot> Slots => _slots;

    [SuppressMessage("Reliability", "CA2000", Justification = "The stage owns all of it.")]
    public static async Task<LifeStage> SetAsync(PostgresServer server, PostgresLogin login, Setting setting)
    {
        var database = await LifeDatabase.CreateAsync(server, login, setting.Schema);
        var link = FaultProxy.Start(server.Host, server.Port, TimeProvider.System);
        var bucket = await ResponseBucket.StartAsync(TimeProvider.System, CancellationToken.None);
        var stage = new LifeStage(setting, database, link, bucket);
        link.CutBefore(_ => Interlocked.Increment(ref stage._messages) < 0, CutStyle.Reset);
        stage.Images.Lambda = setting.HasRoute ? await stage.Route.OpenAsync() : null;
        return stage;
    }

    /// <summary>An operation of the stack, until it and every run of the function have ended.</summary>
    /// <param name="operation">Begins it.</param>
    /// <param name="ordeals">For the first request to the migration and that to the role, for the second, …</param>
    /// <returns>The requests to the migration.</returns>
    public async Task<IReadOnlyList<CustomResourceExchange>> OperateAsync(
        Func<Task> operation, params IReadOnlyList<Ordeal> ordeals)
    {
        var before = Exchanges.Count;
        List<Mishap> ofTheMigration = [.. ordeals.Select(ordeal => new Mishap(this, ordeal.Migration))];
        List<Mishap> ofTheRole = [.. ordeals.Select(ordeal => new Mishap(this, ordeal.Role))];
        (_mishaps[LifeTemplate.Migration], _mishaps[LifeTemplate.Role]) = (new(ofTheMigration), new(ofTheRole));
        _mishap = null;
        await operation().WaitAsync(Patience, TestContext.Current.CancellationToken);
        await SettleAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);
        foreach (var mishap in ofTheMigration.Concat(ofTheRole))
        {
            await mishap.DisposeAsync();
        }

        MostMessages = Math.Max(MostMessages, Interlocked.Exchange(ref _messages, 0));
        Last = new([.. Exchanges.Skip(before)], [.. ordeals.SelectMany(ordeal => ordeal.All)]);
        return Last.OfTheMigration;
    }

    /// <summary>Ends when every run has: also of what comes late, and is of an operation that was over.</summary>
    public async Task SettleAsync()
    {
        await Overtaken.SettleAsync();
        foreach (var exchange in Exchanges)
        {
            await exchange.EndAsync();
        }
    }

    /// <summary>A stack of the same name that does not exist yet.</summary>
    public void StartOver() => Stack = NewStack();

    /// <summary>A URL for an answer; the moment when a request is sent.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "Whoever made it disposes it.")]
    public ResponseSlot Issue(string stackId, string logicalResourceId, string requestId)
    {
        var slot = _bucket.Issue(stackId, logicalResourceId, requestId);
        _slots.Enqueue(slot);
        MostMessages = Math.Max(MostMessages, Interlocked.Exchange(ref _messages, 0));
        Functions.Switches = Switches.Default;
        Overtaken.Pass(logicalResourceId);
        if (_mishaps.GetValueOrDefault(logicalResourceId)?.TryDequeue(out var mishap) == true
            && (mishap.HasTroubles || logicalResourceId == LifeTemplate.Migration))
        {
            // What has not happened to a request does not come on top of what happens to the next.
            _mishap?.Pass();
            (_mishap = mishap).Begin(slot);
        }

        return slot;
    }

    public async ValueTask DisposeAsync()
    {
        await Functions.DisposeAsync();
        await Images.DisposeAsync();
        await Route.DisposeAsync();
        await _bucket.DisposeAsync();
        await Link.DisposeAsync();
        await Database.DisposeAsync();
    }

    // Who answers for the function finds the bucket in order.
    void Heal()
    {
        foreach (var slot in _slots)
        {
            slot.Heal();
        }
    }

    Stack NewStack() => new(new()
    {
        Name = "life",
        Types =
        [
            new FunctionType(Functions), new VersionType(Functions), new EventInvokeType(Functions), _customResources,
            new TestType(TimeProvider.System),
        ],
        Observe = (told, _) => Observer(told),
        CancellationPause = CancellationPause,
    });
}

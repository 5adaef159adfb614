using System.Diagnostics.CodeAnalysis;
using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Comparison.Stacks;

/// <summary>One stack of one tool: the engine, real processes as its functions, a bucket of its own.</summary>
sealed class StackBench : IAsyncDisposable
{
    static readonly PeerScript First = new(1, "table", "CREATE TABLE t (x int);", "DROP TABLE t;");

    readonly StackPeer _peer;
    readonly StackCase _case;
    readonly StackImages _images;
    readonly ResponseBucket _bucket;
    readonly FunctionFleet _functions;
    readonly InvokeDesk _lambda;
    readonly CustomResourceType _customResources;
    readonly bool _hasFront;

    StackBench(
        StackPeer peer, StackCase one, StackImages images, ResponseBucket bucket, FunctionFleet functions, InvokeDesk lambda)
    {
        (_peer, _case, _images, _bucket, _functions, _lambda) = (peer, one, images, bucket, functions, lambda);
        _customResources = new(bucket, functions.Send, TimeProvider.System) { EndsWithTheFunction = true };
        Stack = new(new()
        {
            Name = "shop",
            Types = [new FunctionType(functions), _customResources],
            Observe = (told, _) => Observe(told),
        });
        _hasFront = images.PushFront();
    }

    public Stack Stack { get; }

    /// <summary>Is told each event of the stack, and waited for.</summary>
    public Func<StackEvent, Task> Observe { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The requests to the custom resource so far.</summary>
    public IReadOnlyList<CustomResourceExchange> Exchanges => _customResources.Exchanges;

    [SuppressMessage("Reliability", "CA2000", Justification = "The bench owns all of it.")]
    public static async Task<StackBench> SetAsync(StackPeer peer, StackCase one, PeerDatabase database, string workshop)
    {
        var bucket = await ResponseBucket.StartAsync(TimeProvider.System, CancellationToken.None);
        var registry = new ImageRegistry();
        var functions = new FunctionFleet(registry, FunctionFleet.LambdaPauses, TimeProvider.System);
        var lambda = new InvokeDesk(functions);
        await lambda.OpenAsync();
        var site = new StackSite(database, bucket.HostAndPort, lambda.Address);
        return new(peer, one, new(peer, site, registry, one.Timeout, workshop), bucket, functions, lambda);
    }

    /// <summary>The first deployment, with the first script.</summary>
    public Task CreateAsync()
    {
        _images.Push(1, First);
        _images.PushApi(1);
        return Stack.CreateAsync(StackTemplates.For(1, _peer.Revision(1), _hasFront), CancellationToken.None);
    }

    /// <summary>The second one, with the second script; what comes after it may be missing.</summary>
    public Task UpdateAsync()
    {
        _images.Push(2, First, _case.Second);
        if (!_case.NextFails)
        {
            _images.PushApi(2);
        }

        Stack.Switches = new() { RollbackOrder = _case.RollbackOrder };
        return Stack.UpdateAsync(StackTemplates.For(2, _peer.Revision(2), _hasFront), CancellationToken.None);
    }

    /// <summary>Lambda delivers the next event twice at once.</summary>
    public void DeliverTwice() => _functions.Switches = new() { DuplicateDelivery = [new(_functions.Sent + 1, TimeSpan.Zero)] };

    /// <summary>Lets the next PUTs fail.</summary>
    public void Spoil(ResponseBucketFault fault, int times) => _bucket.Inject(fault, times);

    public void Heal() => _bucket.Heal();

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _lambda.DisposeAsync();
        await _bucket.DisposeAsync();
    }
}

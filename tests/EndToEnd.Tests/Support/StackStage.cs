using Lockstep.EndToEnd.Tests.Living;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.EndToEnd.Tests.Support;

/// <summary>A stack of a test's own: the engine, a bucket, and images of the function that run as processes.</summary>
sealed class StackStage : IAsyncDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);
    static readonly TimeSpan[] RetryPauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300)];
    static readonly TimeSpan CancellationPause = TimeSpan.FromMilliseconds(300);

    readonly ResponseBucket _bucket;
    readonly FunctionFleet _functions;

    StackStage(ResponseBucket bucket, string connection, IReadOnlyList<IResourceType> others)
    {
        _bucket = bucket;
        Images = new(Timeout, connection, bucket.HostAndPort);
        _functions = new(Images.Registry, RetryPauses, TimeProvider.System);
        Wire = new(bucket, _functions.Send, TimeProvider.System);
        Stack = new(new()
        {
            Name = "shop",
            Types =
            [
                new FunctionType(_functions), new VersionType(_functions), new EventInvokeType(_functions), Wire, .. others,
                new InertType(),
            ],
            CancellationPause = CancellationPause,
        });
    }

    public LifeFunctions Images { get; }

    /// <summary>The requests to the function.</summary>
    public CustomResourceType Wire { get; }

    public Stack Stack { get; }

    /// <param name="connection">Of the function: LOCKSTEP_CONNECTION.</param>
    /// <param name="others">What stands in for other resources of the stack.</param>
    public static async Task<StackStage> SetAsync(string connection, params IReadOnlyList<IResourceType> others) =>
        new(await ResponseBucket.StartAsync(TimeProvider.System, TestContext.Current.CancellationToken), connection, others);

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await Images.DisposeAsync();
        await _bucket.DisposeAsync();
    }
}

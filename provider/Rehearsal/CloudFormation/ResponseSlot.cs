using System.Collections.Concurrent;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>One ResponseURL: where the answer to one request goes, and what came.</summary>
public sealed class ResponseSlot
{
    readonly ConcurrentQueue<Delivery> _deliveries = new();
    readonly TaskCompletionSource<Delivery> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ResponseSlot(RequestIdentity identity, Uri url)
    {
        (Identity, Url) = (identity, url);
    }

    public RequestIdentity Identity { get; }

    /// <summary>A secret: who has it can answer for the resource. <c>OriginalString</c> has every byte as signed.</summary>
    public Uri Url { get; }

    /// <summary>The first answer that was stored: the one CloudFormation goes by, if it reads it at once.</summary>
    public Task<Delivery> FirstAnswer => _first.Task;

    /// <summary>What is in the bucket by now; null: nothing.</summary>
    public Delivery? Stored => _deliveries.LastOrDefault(delivery => delivery.IsStored);

    /// <summary>All requests to this URL, refused ones too, in the order they ended.</summary>
    public IReadOnlyList<Delivery> Deliveries => [.. _deliveries];

    internal FaultQueue<ResponseBucketFault> Faults { get; } = new();

    /// <summary>Lets the next valid PUTs to this URL fail, after what was injected before; then it works again.</summary>
    public void Inject(ResponseBucketFault fault, int times) => Faults.Add(fault, times);

    /// <summary>Lets go of what was injected and has not happened yet.</summary>
    public void Heal() => Faults.Clear();

    public override string ToString() => $"{Identity.LogicalResourceId} {Identity.RequestId}";

    internal void Add(Delivery delivery)
    {
        _deliveries.Enqueue(delivery);
        if (delivery.IsStored)
        {
            _first.TrySetResult(delivery);
        }
    }
}

using System.Collections.Concurrent;
using Lockstep.Rehearsal.CloudFormation.Functions;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary>One request to a custom resource and what came back so far: also to one that nobody waits for any more an answer may
/// come.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="SentAt">When.</param>
/// <param name="Event">The function's event; it has the ResponseURL, a secret.</param>
/// <param name="Slot">Where the answer goes.</param>
/// <param name="Queued">The event at Lambda; null when there was no such function.</param>
public sealed record CustomResourceExchange(
    ResourceRequest Request, DateTimeOffset SentAt, ReadOnlyMemory<byte> Event, ResponseSlot Slot, QueuedEvent? Queued)
{
    const int OutOfOrder = 500;

    readonly ConcurrentQueue<QueuedEvent> _handedOn = new();

    /// <summary>The events with which the function went on in further runs.</summary>
    public IReadOnlyList<QueuedEvent> HandedOn => [.. _handedOn];

    /// <summary>The function's last run; null when there is none, or it has not ended.</summary>
    public FunctionRun? Run => Queued?.Run;

    /// <summary>All that reached the ResponseURL, refused ones too.</summary>
    public IReadOnlyList<Delivery> Deliveries => Slot.Deliveries;

    /// <summary>What CloudFormation makes of the answer; null: there was none in time.</summary>
    public AnswerVerdict? Verdict { get; internal set; }

    /// <summary>Whether the operation failed or was cancelled meanwhile, and went on without it: no answer counts.</summary>
    public bool IsAbandoned { get; internal set; }

    /// <summary>Ends when nobody is left who could answer: each run hands on before it ends.</summary>
    public async Task EndAsync()
    {
        await (Queued?.Ended ?? Task.CompletedTask);
        for (var followed = 0; _handedOn.Count > followed; followed++)
        {
            await HandedOn[followed].Ended;
        }
    }

    internal void Follow(QueuedEvent queued) => _handedOn.Enqueue(queued);

    /// <summary>Whether exactly one answer came, and a valid one, be it SUCCESS or FAILED. What a bucket out of order turned away
    /// was no answer.</summary>
    public bool IsAnsweredOnce =>
        Deliveries.Where(delivery => delivery.IsStored || delivery.Status is < OutOfOrder).ToList() is [{ IsStored: true }]
        && Verdict is AcceptedAnswer or FailedAnswer { Detail: null };
}

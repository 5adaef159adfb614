using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>What AWS leaves open, or to chance. No text settles the one; Lambda's documentation warns of the other
/// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html). A provider has to do with all of it.
/// </summary>
/// <remarks>Events are counted from 1, in the order in which CloudFormation sends them to functions of the account.</remarks>
public sealed record Switches
{
    /// <summary>As far as it is known, and without mishaps.</summary>
    public static Switches Default { get; } = new();

    /// <summary>What a rollback puts back first.</summary>
    public RollbackOrder RollbackOrder { get; init; } = RollbackOrder.FunctionFirst;

    /// <summary>What a rollback does with a resource that the update has replaced.</summary>
    public ReplacedRollback ReplacedRollback { get; init; } = ReplacedRollback.UpdateThenDelete;

    /// <summary>How often the rollback of a creation tries to delete what resists: 1 or 3 were seen.</summary>
    public int DeleteTries { get; init; } = 1;

    /// <summary>How a cleanup tries again what resists.</summary>
    public CleanupTries CleanupTries { get; init; } = CleanupTries.Passes;

    /// <summary>How long an answer lies in the bucket before CloudFormation reads it: until then a later PUT to the same
    /// ResponseURL takes its place, as in any bucket of S3's. Zero: it reads the first at once.</summary>
    public TimeSpan LateOverwrite { get; init; }

    /// <summary>Whether an operation that takes a failed one up again sends its requests under the ids that they had
    /// (aws-cdk#35957).</summary>
    public bool RetryReusesRequestId { get; init; } = true;

    /// <summary>Events that are delivered once more, also at the same time as the first or after its answer.</summary>
    public IReadOnlyList<Redelivery> DuplicateDelivery { get; init; } = [];

    /// <summary>Events that never arrive.</summary>
    public IReadOnlyList<int> Drop { get; init; } = [];

    /// <summary>Events that wait in Lambda's queue, as while a function is throttled: up to six hours.</summary>
    public IReadOnlyList<Redelivery> Late { get; init; } = [];

    /// <summary>When each copy of an event arrives, from the moment when it was sent; none: it is dropped.</summary>
    internal IReadOnlyList<TimeSpan> ArrivalsOf(int number)
    {
        var copies = DuplicateDelivery.Where(copy => copy.Event == number).Select(copy => copy.After);
        var first = TimeSpan.FromTicks(Late.Where(late => late.Event == number).Sum(late => late.After.Ticks));
        return Drop.Contains(number) ? [.. copies] : [first, .. copies];
    }
}

/// <summary>A delivery that is not the one that was hoped for.</summary>
/// <param name="Event">The event's number: 1, 2, …</param>
/// <param name="After">How long after the event was sent.</param>
public sealed record Redelivery(int Event, TimeSpan After);

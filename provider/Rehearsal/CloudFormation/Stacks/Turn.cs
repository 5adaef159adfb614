using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>One resource's part in a phase.</summary>
/// <param name="LogicalId">The resource's.</param>
/// <param name="After">The parts that have to be done before.</param>
/// <param name="BeginAsync">Asks.</param>
sealed record Turn(string LogicalId, IReadOnlyCollection<string> After, Func<CancellationToken, Task<Begun>> BeginAsync)
{
    /// <summary>Names it among the turns of its phase; two copies of a resource may have one each.</summary>
    public string Key { get; init; } = LogicalId;
}

/// <summary>How a turn began: with a request (<see cref="Asked"/>), or with nothing to ask.</summary>
abstract record Begun
{
    /// <summary>There was nothing to ask.</summary>
    public sealed record Settled(StepResult Result) : Begun;
}

/// <summary>A request under way.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="State">What is on record while it is.</param>
/// <param name="Sent">The request.</param>
/// <param name="EndAsync">Takes the result down.</param>
sealed record Asked(
    RequestKind Kind,
    ResourceState State,
    Sent Sent,
    Func<ResourceResult, CancellationToken, Task<StepResult>> EndAsync) : Begun
{
    /// <summary>What was on record before an Update.</summary>
    public ResourceState? Former { get; init; }

    public Task<ResourceResult> Result => Sent.Result;
}

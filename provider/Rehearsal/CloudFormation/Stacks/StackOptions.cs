using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>What a stack is like, and what stands in for its resources.</summary>
public sealed record StackOptions
{
    /// <summary>The stack's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its region, part of its id: <c>eu-west-1</c>.</summary>
    public string Region { get; init; } = "eu-west-1";

    /// <summary>Its account, part of its id.</summary>
    public string AccountId { get; init; } = "123456789012";

    /// <summary>The stand-ins; one type may stand for many (<c>Custom::</c>).</summary>
    public required IReadOnlyList<IResourceType> Types { get; init; }

    /// <summary>Dates the events.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gives ids.</summary>
    public Chance Chance { get; init; } = Chance.Real;

    /// <summary>Between the cancellation of a request and the next one to that resource (coverage-roadmap#1814).</summary>
    public TimeSpan CancellationPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Is told each event, and waited for: what it does happens between this event and the next.</summary>
    public Func<StackEvent, CancellationToken, Task> Observe { get; init; } = static (_, _) => Task.CompletedTask;
}

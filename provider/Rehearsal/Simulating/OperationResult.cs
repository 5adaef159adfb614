using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Simulating;

/// <summary>What came of an operation.</summary>
/// <param name="Status">The stack's, after it.</param>
/// <param name="Refusal">Why CloudFormation did not begin it; null: it did.</param>
/// <param name="Events">What it told, oldest first.</param>
/// <param name="Wire">Its requests to custom resources, in the order in which they were sent. Of a request that it left behind an
/// answer may still come: the record then has it.</param>
/// <param name="Took">Virtual time.</param>
public sealed record OperationResult(
    string Status,
    string? Refusal,
    IReadOnlyList<StackEvent> Events,
    IReadOnlyList<CustomResourceExchange> Wire,
    TimeSpan Took);

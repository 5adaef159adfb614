using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>What the way back of an operation, or a deletion, has failed at.</summary>
static class FailedTurns
{
    /// <returns>Logical ids, in the order in which they failed.</returns>
    public static IReadOnlyList<string> Of(OperationResult result) => [.. result.Events
        .SkipWhile(told => told.ResourceStatus is not (Status.UpdateRollbackInProgress or Status.DeleteInProgress)
            || told.ResourceType != StackEvent.StackType)
        .Where(told => told.ResourceType != StackEvent.StackType
            && told.ResourceStatus is Status.UpdateFailed or Status.DeleteFailed)
        .Select(told => told.LogicalResourceId).Distinct(StringComparer.Ordinal)];
}

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>DeleteStack; done again, it asks only those that are left.</summary>
sealed class StackDeletion(StackState stack, DeleteStep step, Removal removal)
{
    /// <param name="retained">The logical ids of those that are let go of without asking.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RunAsync(IReadOnlyCollection<string> retained, CancellationToken cancellationToken)
    {
        await stack.MoveAsync(Status.DeleteInProgress, Reasons.UserInitiated, cancellationToken);
        foreach (var state in stack.Resources.Where(state => retained.Contains(state.LogicalId, StringComparer.Ordinal)))
        {
            await step.SkipAsync(state, cancellationToken);
        }

        var resisting = await removal.DeleteAllAsync(Departure.Removed, tries: 1, cancellationToken);
        await (resisting.Count == 0
            ? stack.MoveAsync(Status.DeleteComplete, null, cancellationToken)
            : stack.MoveAsync(Status.DeleteFailed, Reasons.Failed("delete", resisting), cancellationToken));
    }
}

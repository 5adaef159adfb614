using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>DeleteStack; done again, it asks only those that are left.</summary>
sealed class StackDeletion(StackState stack, Removal removal)
{
    public async Task RunAsync(StackTemplate template, CancellationToken cancellationToken)
    {
        await stack.MoveAsync(Status.DeleteInProgress, Reasons.UserInitiated, cancellationToken);
        var resisting = await removal.DeleteAllAsync(template, cancellationToken);
        await (resisting.Count == 0
            ? stack.MoveAsync(Status.DeleteComplete, null, cancellationToken)
            : stack.MoveAsync(Status.DeleteFailed, Reasons.Failed("delete", resisting), cancellationToken));
    }
}

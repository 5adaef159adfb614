using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>CreateStack: resource by resource; after a failure everything is deleted again, also what failed.</summary>
sealed class StackCreation(StackState stack, ResourceSteps steps, Removal removal)
{
    public async Task RunAsync(StackTemplate template, CancellationToken cancellationToken)
    {
        await stack.MoveAsync(Status.CreateInProgress, Reasons.UserInitiated, cancellationToken);
        foreach (var resource in template.Resources)
        {
            if (await steps.CreateAsync(resource, cancellationToken) != StepResult.Done)
            {
                await RollBackAsync(template, resource, cancellationToken);
                return;
            }
        }

        await stack.MoveAsync(Status.CreateComplete, null, cancellationToken);
    }

    async Task RollBackAsync(StackTemplate template, TemplateResource failed, CancellationToken cancellationToken)
    {
        await stack.MoveAsync(Status.RollbackInProgress, Reasons.NotCreated(failed.LogicalId), cancellationToken);
        var resisting = await removal.DeleteAllAsync(template, cancellationToken);
        await (resisting.Count == 0
            ? stack.MoveAsync(Status.RollbackComplete, null, cancellationToken)
            : stack.MoveAsync(Status.RollbackFailed, Reasons.Failed("delete", resisting), cancellationToken));
    }
}

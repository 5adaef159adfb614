using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>UpdateStack, and the way back when a resource fails.</summary>
sealed class StackUpdate(
    StackState stack,
    ResourceSteps steps,
    Removal removal,
    StackTemplate former,
    StackTemplate wanted,
    RollbackOrder rollbackOrder)
{
    // Who got a forward Update, answered or not, gets the swapped one (aws-cdk PR#29581).
    readonly List<string> _touched = [];
    readonly List<string> _created = [];

    /// <returns>Whether the stack has the wanted template now.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await stack.MoveAsync(Status.UpdateInProgress, Reasons.UserInitiated, cancellationToken);
        foreach (var resource in wanted.Resources)
        {
            if (await StepAsync(resource, cancellationToken) is { } failure)
            {
                await stack.MoveAsync(Status.UpdateRollbackInProgress, failure, cancellationToken);
                await RollBackAsync(cancellationToken);
                return false;
            }
        }

        stack.Leftovers.AddRange(former.Resources
            .Where(resource => wanted.Find(resource.LogicalId) is null).Select(resource => stack.Find(resource.LogicalId)!));
        await stack.MoveAsync(Status.UpdateCleanupInProgress, null, cancellationToken);
        await stack.MoveAsync(Status.UpdateComplete, await CleanUpAsync(cancellationToken), cancellationToken);
        return true;
    }

    /// <summary>ContinueUpdateRollback: takes up where the rollback failed.</summary>
    public async Task ContinueAsync(CancellationToken cancellationToken)
    {
        await stack.MoveAsync(Status.UpdateRollbackInProgress, Reasons.UserInitiated, cancellationToken);
        await RollBackAsync(cancellationToken);
    }

    /// <returns>Why the update ends here; null: it goes on.</returns>
    async Task<string?> StepAsync(TemplateResource resource, CancellationToken cancellationToken)
    {
        if (stack.Find(resource.LogicalId) is null)
        {
            _created.Add(resource.LogicalId);
            var created = await steps.CreateAsync(resource, cancellationToken);
            return created == StepResult.Done ? null : Reasons.Failed("create", [resource.LogicalId]);
        }

        var updated = await steps.UpdateAsync(resource, isRollback: false, cancellationToken);
        if (updated is StepResult.Done or StepResult.Failed)
        {
            _touched.Add(resource.LogicalId);
        }

        return updated is StepResult.Done or StepResult.Unchanged ? null : Reasons.Failed("update", [resource.LogicalId]);
    }

    async Task RollBackAsync(CancellationToken cancellationToken)
    {
        foreach (var resource in Backwards().Where(resource => _touched.Contains(resource.LogicalId)).ToList())
        {
            if (await steps.UpdateAsync(resource, isRollback: true, cancellationToken) != StepResult.Done)
            {
                var reason = Reasons.Failed("update", [resource.LogicalId]);
                await stack.MoveAsync(Status.UpdateRollbackFailed, reason, cancellationToken);
                return;
            }

            _touched.Remove(resource.LogicalId);
        }

        stack.Leftovers.AddRange(_created.Select(stack.Find).OfType<ResourceState>());
        await stack.MoveAsync(Status.UpdateRollbackCleanupInProgress, null, cancellationToken);
        await stack.MoveAsync(Status.UpdateRollbackComplete, await CleanUpAsync(cancellationToken), cancellationToken);
    }

    // A rollback is an update to the former template; whether it keeps that order, too, no text says.
    IEnumerable<TemplateResource> Backwards() => rollbackOrder == RollbackOrder.FunctionFirst
        ? former.Resources
        : former.Resources.OrderBy(resource => resource.IsCustom ? 0 : 1);

    async Task<string?> CleanUpAsync(CancellationToken cancellationToken) =>
        await removal.CleanUpAsync([.. former.Resources, .. wanted.Resources], cancellationToken) ? null : Reasons.LeftBehind;
}

using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>The way back of an update, to the template that the stack was last complete with.</summary>
sealed class StackRollback(StackState stack, Requests requests, Removal removal, Undertaking done, StackTemplate former)
{
    readonly RollbackStep _step = new(stack, requests, done);

    /// <summary>From UPDATE_ROLLBACK_IN_PROGRESS on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        stack.OrderAs(former);
        foreach (var resource in former.Resources)
        {
            stack.Put(stack.Find(resource.LogicalId)!.As(resource));
        }

        foreach (var part in Parts())
        {
            var phase = new Phase(OnFailure.Finish, Phase.Never);
            await phase.RunAsync([.. part.Select(TurnOf)], cancellationToken);
            if (phase.Failed.Count > 0)
            {
                await stack.MoveAsync(Status.UpdateRollbackFailed, Reasons.Failed("update", phase.Failed), cancellationToken);
                return;
            }
        }

        stack.Leftovers.AddRange(done.Created.OrderBy(stack.Place).Select(stack.Find).OfType<ResourceState>()
            .Select(state => new Leftover(state, Departure.CreationRolledBack)));
        done.Clear();
        await stack.MoveAsync(Status.UpdateRollbackCleanupInProgress, null, cancellationToken);
        var isClean = await removal.CleanUpAsync(cancellationToken);
        await stack.MoveAsync(Status.UpdateRollbackComplete, isClean ? null : Reasons.LeftBehind, cancellationToken);
    }

    /// <summary>ContinueUpdateRollback: takes up where the rollback failed.</summary>
    /// <param name="skipped">What is taken for rolled back.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task ContinueAsync(IReadOnlyCollection<string> skipped, CancellationToken cancellationToken)
    {
        await stack.MoveAsync(Status.UpdateRollbackInProgress, Reasons.UserInitiated, cancellationToken);
        foreach (var resource in former.Resources.Where(one => skipped.Contains(one.LogicalId, StringComparer.Ordinal)))
        {
            await _step.SkipAsync(resource, cancellationToken);
        }

        await RunAsync(cancellationToken);
    }

    Turn TurnOf(TemplateResource resource) =>
        new(resource.LogicalId, resource.Dependencies, token => _step.BeginAsync(resource, token));

    // A rollback is an update to the former template; whether it keeps that order, too, no text says.
    IEnumerable<IEnumerable<TemplateResource>> Parts() => stack.Switches.RollbackOrder switch
    {
        RollbackOrder.ResourceFirst =>
            [former.Resources.Where(resource => resource.IsCustom), former.Resources.Where(resource => !resource.IsCustom)],
        RollbackOrder.HandlerNotRolledBack => [former.Resources.Where(resource => !IsHandler(resource))],
        _ => [former.Resources],
    };

    bool IsHandler(TemplateResource resource) => former.Resources.Where(one => one.IsCustom)
        .SelectMany(one => Reference.AllIn(one.Properties["ServiceToken"], one.LogicalId))
        .Any(reference => reference.LogicalId == resource.LogicalId);
}

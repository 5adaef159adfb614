using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>CreateStack; after a failure everything is deleted again, also what failed.</summary>
sealed class StackCreation(StackState stack, Requests requests, Removal removal)
{
    readonly CreateStep _step = new(stack, requests);

    /// <returns>Whether all of it is there.</returns>
    public async Task<bool> RunAsync(StackTemplate template, OperationOptions options, CancellationToken cancellationToken)
    {
        stack.OrderAs(template);
        await stack.MoveAsync(Status.CreateInProgress, Reasons.UserInitiated, cancellationToken);
        var phase = new Phase(options.DisableRollback ? OnFailure.GoOn : OnFailure.Abandon, Phase.Never);
        await phase.RunAsync([.. template.Resources.Select(resource => _step.For(resource))], cancellationToken);
        if (phase.Failed.Count == 0)
        {
            await stack.MoveAsync(Status.CreateComplete, null, cancellationToken);
            return true;
        }

        await FailAsync(phase, options, cancellationToken);
        return false;
    }

    /// <summary>From a creation that stopped halfway to nothing.</summary>
    public async Task RollBackAsync(string reason, TimeSpan pause, CancellationToken cancellationToken)
    {
        await stack.MoveAsync(Status.RollbackInProgress, reason, cancellationToken);
        await Task.Delay(pause, stack.Options.Time, cancellationToken);
        var resisting = await removal.DeleteAllAsync(
            Departure.CreationRolledBack, stack.Switches.DeleteTries, cancellationToken);
        await (resisting.Count == 0
            ? stack.MoveAsync(Status.RollbackComplete, null, cancellationToken)
            : stack.MoveAsync(Status.RollbackFailed, Reasons.Failed("delete", resisting), cancellationToken));
    }

    async Task FailAsync(Phase phase, OperationOptions options, CancellationToken cancellationToken)
    {
        foreach (var asked in phase.Abandoned)
        {
            await _step.CancelAsync(asked, cancellationToken);
        }

        var failed = phase.Failed.Concat(phase.Abandoned.Select(asked => asked.State.LogicalId)).OrderBy(stack.Place);
        if (options.DisableRollback)
        {
            await stack.MoveAsync(Status.CreateFailed, Reasons.Failed("create", failed), cancellationToken);
            return;
        }

        // Whoever creates a custom resource goes on meanwhile, and its Delete does not wait for that (coverage-roadmap#1814).
        var pause = phase.Abandoned.Any(asked => asked.State.IsCustom) ? stack.Options.CancellationPause : TimeSpan.Zero;
        await RollBackAsync(Reasons.NotCreated(failed), pause, cancellationToken);
    }
}

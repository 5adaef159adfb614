using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>UpdateStack, forwards.</summary>
sealed class StackUpdate(
    StackState stack,
    Requests requests,
    Removal removal,
    Undertaking done,
    StackTemplate? complete,
    StackTemplate wanted,
    OperationOptions options)
{
    readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly CreateStep _creation = new(stack, requests);
    readonly UpdateStep _update = new(stack, requests, mayReplace: !options.DisableRollback);
    readonly Dictionary<string, string> _retried = new(StringComparer.Ordinal);

    /// <summary>CancelUpdateStack; from any thread.</summary>
    public void Cancel() => _cancelled.TrySetResult();

    /// <returns>Whether the stack has the wanted template now; else it is UPDATE_FAILED or UPDATE_ROLLBACK_IN_PROGRESS.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        stack.OrderAs(wanted);
        await stack.MoveAsync(Status.UpdateInProgress, Reasons.UserInitiated, cancellationToken);
        if (await ClearAsync(cancellationToken) is { } resisting)
        {
            await stack.MoveAsync(Status.UpdateFailed, resisting, cancellationToken);
            return false;
        }

        var phase = new Phase(options.DisableRollback ? OnFailure.GoOn : OnFailure.Abandon, CancelledAsync());
        await phase.RunAsync([.. wanted.Resources.Select(TurnOf)], cancellationToken);
        if (_cancelled.Task.IsCompleted || phase.Failed.Count > 0)
        {
            await FailAsync(phase, cancellationToken);
            return false;
        }

        await CompleteAsync(cancellationToken);
        return true;
    }

    async Task CompleteAsync(CancellationToken cancellationToken)
    {
        stack.Leftovers.AddRange(stack.Resources.Where(state => wanted.Find(state.LogicalId) is null)
            .Select(state => new Leftover(state, Departure.Removed)));
        done.Clear();
        await stack.MoveAsync(Status.UpdateCleanupInProgress, null, cancellationToken);
        var isClean = await removal.CleanUpAsync(cancellationToken);
        await stack.MoveAsync(Status.UpdateComplete, isClean ? null : Reasons.LeftBehind, cancellationToken);
    }

    async Task FailAsync(Phase phase, CancellationToken cancellationToken)
    {
        foreach (var asked in phase.Abandoned)
        {
            await (asked.Kind == RequestKind.Create
                ? _creation.CancelAsync(asked, cancellationToken)
                : CancelAsync(asked, cancellationToken));
        }

        var reason = phase.Failed.Count == 0 ? Reasons.StackUpdateCancelled : Reason(phase);

        // A stack that was never complete has nothing to go back to but nothing, which is RollbackStack's.
        if (complete is null || (options.DisableRollback && !_cancelled.Task.IsCompleted))
        {
            await stack.MoveAsync(Status.UpdateFailed, reason, cancellationToken);
            return;
        }

        await stack.MoveAsync(Status.UpdateRollbackInProgress, reason, cancellationToken);
        if (phase.Abandoned.Any(asked => asked.State.IsCustom))
        {
            await Task.Delay(stack.Options.CancellationPause, stack.Options.Time, cancellationToken);
        }
    }

    async Task CancelAsync(Asked asked, CancellationToken cancellationToken)
    {
        await _update.CancelAsync(asked, cancellationToken);
        NoteReplaced(asked.Former!);
    }

    string Reason(Phase phase)
    {
        var all = phase.Failed.Concat(phase.Abandoned.Select(asked => asked.State.LogicalId)).OrderBy(stack.Place)
            .ToLookup(done.Created.Contains);
        IEnumerable<string> sentences =
            [.. all[true].Any() ? [Reasons.Failed("create", all[true])] : Array.Empty<string>(),
                .. all[false].Any() ? [Reasons.Failed("update", all[false])] : Array.Empty<string>()];
        return string.Join(' ', sentences);
    }

    // What an operation without rollback could not create is deleted by the next one (pulumi-aws-native#1915).
    async Task<string?> ClearAsync(CancellationToken cancellationToken)
    {
        var failed = stack.Resources.Where(state => state.Failed == RequestKind.Create).ToList();
        foreach (var state in failed.Where(state => state.FailedRequestId is not null && stack.Switches.RetryReusesRequestId))
        {
            _retried[state.LogicalId] = state.FailedRequestId!;
        }

        var resisting = await removal.DeleteAsync(
            [.. failed.Select(state => new Leftover(state, Departure.CreationRolledBack))], tries: 1, cancellationToken);
        return resisting.Count == 0 ? null : Reasons.Failed("delete", resisting.Select(left => left.State.LogicalId));
    }

    Turn TurnOf(TemplateResource resource) =>
        new(resource.LogicalId, resource.Dependencies, token => BeginAsync(resource, token));

    async Task<Begun> BeginAsync(TemplateResource resource, CancellationToken cancellationToken)
    {
        if (stack.Find(resource.LogicalId) is not { } former)
        {
            done.Created.Add(resource.LogicalId);
            return await _creation.For(resource, _retried.GetValueOrDefault(resource.LogicalId)).BeginAsync(cancellationToken);
        }

        var begun = await _update.BeginAsync(resource, cancellationToken);
        if (begun is not Asked asked)
        {
            if (begun is Begun.Settled { Result: StepResult.NotAsked })
            {
                done.NotAsked.Add(resource.LogicalId);
            }

            return begun;
        }

        done.Updated.Add(resource.LogicalId);
        return asked with { EndAsync = (result, token) => EndAsync(former, asked, result, token) };
    }

    async Task<StepResult> EndAsync(
        ResourceState former, Asked asked, ResourceResult result, CancellationToken cancellationToken)
    {
        var end = await asked.EndAsync(result, cancellationToken);
        if (end == StepResult.Done)
        {
            NoteReplaced(former);
        }

        return end;
    }

    void NoteReplaced(ResourceState former)
    {
        if (stack.Find(former.LogicalId)!.PhysicalId != former.PhysicalId)
        {
            done.Replaced.TryAdd(former.LogicalId, former);
        }
    }

    // A task of this method's own, whose end reaches who waits for it on the same thread.
    async Task CancelledAsync() => await _cancelled.Task;
}

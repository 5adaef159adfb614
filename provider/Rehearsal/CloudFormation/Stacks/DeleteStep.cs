using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>Deletes one resource, or a copy of it that was replaced, with the events that tell of it.</summary>
sealed class DeleteStep(StackState stack, Requests requests)
{
    public async Task<Begun> BeginAsync(Leftover leftover, CancellationToken cancellationToken)
    {
        var state = leftover.State;
        if (state.PhysicalId.Length == 0)
        {
            stack.Remove(state);
            return new Begun.Settled(StepResult.Done);
        }

        if (leftover.IsRetained)
        {
            await SkipAsync(state, cancellationToken);
            return new Begun.Settled(StepResult.Done);
        }

        await stack.TellAsync(state, Status.DeleteInProgress, null, cancellationToken);
        var id = requests.NewId();
        var sent = requests.Send(RequestKind.Delete, state, state.Properties, null, id, cancellationToken);
        return new Asked(RequestKind.Delete, state, sent, (end, token) => EndAsync(state, end, token));
    }

    /// <summary>Lets go of a resource without asking.</summary>
    public Task SkipAsync(ResourceState state, CancellationToken cancellationToken)
    {
        stack.Remove(state);
        return stack.TellAsync(state, Status.DeleteSkipped, null, cancellationToken);
    }

    async Task<StepResult> EndAsync(ResourceState state, ResourceResult result, CancellationToken cancellationToken)
    {
        if (result is ResourceFailed failed)
        {
            await stack.TellAsync(state, Status.DeleteFailed, failed.Reason, cancellationToken);
            return StepResult.Failed;
        }

        stack.Remove(state);
        await stack.TellAsync(state, Status.DeleteComplete, null, cancellationToken);
        return StepResult.Done;
    }
}

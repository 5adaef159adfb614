using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>Takes the update of one resource back, with the events that tell of it: an Update with old and new swapped, answered
/// or not.</summary>
sealed class RollbackStep(StackState stack, Requests requests, Undertaking done)
{
    public async Task<Begun> BeginAsync(TemplateResource resource, CancellationToken cancellationToken)
    {
        var state = stack.Find(resource.LogicalId)!;
        if (!done.Updated.Contains(resource.LogicalId))
        {
            return await LeaveAsync(state, cancellationToken);
        }

        // One of AWS's own is still there as it was.
        if ((!state.IsCustom || stack.Switches.ReplacedRollback == ReplacedRollback.RepointOnly)
            && done.Replaced.TryGetValue(resource.LogicalId, out var former))
        {
            return await RepointAsync(state, former.As(resource), cancellationToken);
        }

        var (properties, complaint) = requests.Resolve(resource);
        if (properties is null)
        {
            stack.Put(state with { Failed = RequestKind.Update });
            done.Resisting.Add(state.LogicalId);
            await stack.TellAsync(state, Status.UpdateFailed, complaint, cancellationToken);
            return new Begun.Settled(StepResult.NotAsked);
        }

        await stack.TellAsync(state, Status.UpdateInProgress, null, cancellationToken);
        var id = requests.NewId();
        var sent = requests.Send(RequestKind.Update, state, properties, state.Properties, id, cancellationToken);
        return new Asked(RequestKind.Update, state, sent, (end, token) => EndAsync(state, properties, end, token));
    }

    /// <summary>The stack takes a resource for rolled back; nobody asks it.</summary>
    public Task SkipAsync(TemplateResource resource, CancellationToken cancellationToken)
    {
        var state = stack.Find(resource.LogicalId)!;
        var (properties, _) = requests.Resolve(resource);
        return CompleteAsync(state with { Properties = properties ?? state.Properties }, cancellationToken);
    }

    async Task<Begun> LeaveAsync(ResourceState state, CancellationToken cancellationToken)
    {
        if (done.NotAsked.Remove(state.LogicalId))
        {
            await stack.TellAsync(state, Status.UpdateComplete, null, cancellationToken);
        }

        return new Begun.Settled(StepResult.Unchanged);
    }

    async Task<Begun> RepointAsync(ResourceState state, ResourceState former, CancellationToken cancellationToken)
    {
        stack.Leftovers.RemoveAll(left => left.State.LogicalId == former.LogicalId && left.State.PhysicalId == former.PhysicalId);
        stack.Leftovers.Add(new(state, Departure.Replaced));
        await CompleteAsync(former, cancellationToken);
        return new Begun.Settled(StepResult.Done);
    }

    async Task<StepResult> EndAsync(
        ResourceState state, JsonObject properties, ResourceResult result, CancellationToken cancellationToken)
    {
        if (result is ResourceFailed failed)
        {
            var recorded = state with { PhysicalId = failed.PhysicalId ?? state.PhysicalId, Failed = RequestKind.Update };
            stack.Put(recorded);
            done.Resisting.Add(state.LogicalId);
            await stack.TellAsync(recorded, Status.UpdateFailed, failed.Reason, cancellationToken);
            return StepResult.Failed;
        }

        var ready = (ResourceReady)result;
        stack.Leftovers.RemoveAll(left => left.State.LogicalId == state.LogicalId && left.State.PhysicalId == ready.PhysicalId);
        if (ready.PhysicalId != state.PhysicalId)
        {
            stack.Leftovers.Add(new(state, Departure.Replaced));
            await stack.TellAsync(state, Status.UpdateInProgress, Reasons.Replaced, cancellationToken);
        }

        await CompleteAsync(state.Answered(ready) with { Properties = properties }, cancellationToken);
        return StepResult.Done;
    }

    Task CompleteAsync(ResourceState state, CancellationToken cancellationToken)
    {
        done.Updated.Remove(state.LogicalId);
        done.Resisting.Remove(state.LogicalId);
        var complete = state with { StableProperties = state.Properties, Failed = null };
        stack.Put(complete);
        return stack.TellAsync(complete, Status.UpdateComplete, null, cancellationToken);
    }
}

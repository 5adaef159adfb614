using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>Updates one resource forwards, with the events that tell of it.</summary>
/// <param name="stack">The stack.</param>
/// <param name="requests">Makes requests.</param>
/// <param name="mayReplace">Whether another physical id is taken.</param>
sealed class UpdateStep(StackState stack, Requests requests, bool mayReplace)
{
    public async Task<Begun> BeginAsync(TemplateResource resource, CancellationToken cancellationToken)
    {
        var former = stack.Find(resource.LogicalId)!.As(resource);
        stack.Put(former);
        var (properties, complaint) = requests.Resolve(resource);
        if ((properties is null ? complaint : Refusal(former, properties)) is { } refusal)
        {
            await stack.TellAsync(former, Status.UpdateFailed, refusal, cancellationToken);
            return new Begun.Settled(StepResult.NotAsked);
        }

        if (former.Failed is null && JsonNode.DeepEquals(properties, former.Properties))
        {
            return new Begun.Settled(StepResult.Unchanged);
        }

        await stack.TellAsync(former, Status.UpdateInProgress, null, cancellationToken);
        return Ask(former, properties!, cancellationToken);
    }

    /// <summary>The operation goes on without it; see <see cref="CreateStep.CancelAsync"/>.</summary>
    public async Task CancelAsync(Asked asked, CancellationToken cancellationToken)
    {
        var state = !asked.State.IsCustom && await asked.Result is ResourceReady ready
            ? asked.State.Answered(ready)
            : asked.State;
        asked.Sent.Abandon();
        if (state.PhysicalId != asked.State.PhysicalId)
        {
            stack.Leftovers.Add(new(asked.Former!, Departure.Replaced));
        }

        stack.Put(state with { Failed = RequestKind.Update });
        await stack.TellAsync(state, Status.UpdateFailed, Reasons.UpdateCancelled, cancellationToken);
    }

    static string? Refusal(ResourceState former, JsonObject properties) =>
        former.IsCustom && !JsonNode.DeepEquals(properties["ServiceToken"], former.Properties["ServiceToken"])
            ? Reasons.OtherServiceToken
            : null;

    Asked Ask(ResourceState former, JsonObject properties, CancellationToken cancellationToken)
    {
        var isRetry = stack.Switches.RetryReusesRequestId && former.Failed == RequestKind.Update;
        var requestId = isRetry && former.FailedRequestId is { } failed ? failed : requests.NewId();
        var state = former with { Properties = properties, Failed = RequestKind.Update, FailedRequestId = requestId };
        stack.Put(state);
        var old = former.StableProperties ?? former.Properties;
        var sent = requests.Send(RequestKind.Update, state, properties, old, requestId, cancellationToken);
        return new(RequestKind.Update, state, sent, (end, token) => EndAsync(former, state, end, token)) { Former = former };
    }

    async Task<StepResult> EndAsync(
        ResourceState former, ResourceState state, ResourceResult result, CancellationToken cancellationToken)
    {
        if (result is ResourceFailed failed)
        {
            return await FailAsync(state, failed.PhysicalId, failed.Reason, cancellationToken);
        }

        var ready = (ResourceReady)result;
        if (ready.PhysicalId != former.PhysicalId)
        {
            if (!mayReplace)
            {
                return await FailAsync(state, ready.PhysicalId, Reasons.NoReplacement, cancellationToken);
            }

            stack.Leftovers.Add(new(former, Departure.Replaced));
            await stack.TellAsync(former, Status.UpdateInProgress, Reasons.Replaced, cancellationToken);
        }

        var updated = state.Answered(ready) with { StableProperties = state.Properties, Failed = null };
        stack.Put(updated);
        await stack.TellAsync(updated, Status.UpdateComplete, null, cancellationToken);
        return StepResult.Done;
    }

    // The id of a FAILED answer counts, too (aws-cdk#13527, aws-cdk#30012).
    async Task<StepResult> FailAsync(ResourceState state, string? id, string reason, CancellationToken cancellationToken)
    {
        var recorded = state with { PhysicalId = id ?? state.PhysicalId };
        stack.Put(recorded);
        await stack.TellAsync(recorded, Status.UpdateFailed, reason, cancellationToken);
        return StepResult.Failed;
    }
}

using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>Creates one resource, with the events that tell of it.</summary>
sealed class CreateStep(StackState stack, Requests requests)
{
    public Turn For(TemplateResource resource, string? requestId = null) =>
        new(resource.LogicalId, resource.Dependencies, token => BeginAsync(resource, requestId ?? requests.NewId(), token));

    async Task<Begun> BeginAsync(TemplateResource resource, string requestId, CancellationToken cancellationToken)
    {
        var made = new ResourceState { LogicalId = resource.LogicalId, Type = resource.Type, Failed = RequestKind.Create };
        var state = made.As(resource);
        stack.Put(state);
        var (properties, complaint) = requests.Resolve(resource);
        if (properties is null)
        {
            await stack.TellAsync(state, Status.CreateFailed, complaint, cancellationToken);
            return new Begun.Settled(StepResult.NotAsked);
        }

        await stack.TellAsync(state, Status.CreateInProgress, null, cancellationToken);
        state = state with { Properties = properties, FailedRequestId = requestId };
        stack.Put(state);
        var sent = requests.Send(RequestKind.Create, state, properties, null, requestId, cancellationToken);
        return new Asked(RequestKind.Create, state, sent, (end, token) => EndAsync(state, end, token));
    }

    /// <summary>The operation goes on without it. Whoever answers for a custom resource is not told, and goes on, too; AWS's own
    /// resources end first.</summary>
    public async Task CancelAsync(Asked asked, CancellationToken cancellationToken)
    {
        var id = asked.State.IsCustom ? requests.Invented(asked.State) : Id(await asked.Result);
        asked.Sent.Abandon();
        var state = asked.State with { PhysicalId = id };
        stack.Put(state);
        await stack.TellAsync(state, Status.CreateFailed, Reasons.CreationCancelled, cancellationToken);
    }

    Task<StepResult> EndAsync(ResourceState state, ResourceResult result, CancellationToken cancellationToken) =>
        result is ResourceReady ready
            ? CreatedAsync(state, ready, cancellationToken)
            : NotCreatedAsync(state, (ResourceFailed)result, cancellationToken);

    async Task<StepResult> CreatedAsync(ResourceState state, ResourceReady ready, CancellationToken cancellationToken)
    {
        var created = state with
        {
            PhysicalId = ready.PhysicalId,
            Attributes = ready.Attributes,
            AnsweredRequestId = ready.RequestId,
            StableProperties = state.Properties,
            Failed = null,
        };
        stack.Put(created);
        await stack.TellAsync(created, Status.CreateInProgress, Reasons.CreationInitiated, cancellationToken);
        await stack.TellAsync(created, Status.CreateComplete, null, cancellationToken);
        return StepResult.Done;
    }

    async Task<StepResult> NotCreatedAsync(ResourceState state, ResourceFailed failed, CancellationToken cancellationToken)
    {
        var recorded = state with { PhysicalId = failed.PhysicalId ?? requests.Invented(state) };
        stack.Put(recorded);
        await stack.TellAsync(recorded, Status.CreateFailed, failed.Reason, cancellationToken);
        return StepResult.Failed;
    }

    static string Id(ResourceResult result) =>
        result is ResourceReady ready ? ready.PhysicalId : ((ResourceFailed)result).PhysicalId ?? "";
}

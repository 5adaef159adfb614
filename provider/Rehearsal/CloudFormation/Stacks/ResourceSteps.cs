using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>Creates, updates or deletes one resource, with the events that tell of it.</summary>
sealed class ResourceSteps(StackState stack)
{
    const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    public async Task<StepResult> CreateAsync(TemplateResource resource, CancellationToken cancellationToken)
    {
        var state = new ResourceState { LogicalId = resource.LogicalId, Type = resource.Type };
        stack.Put(state);
        var (properties, complaint) = Resolve(resource);
        if (properties is null)
        {
            await stack.TellAsync(state, Status.CreateFailed, complaint, cancellationToken);
            return StepResult.Unresolved;
        }

        await stack.TellAsync(state, Status.CreateInProgress, null, cancellationToken);
        state = state with { Properties = properties };
        var result = await HandleAsync(RequestKind.Create, state, properties, null, cancellationToken);
        return result is ResourceReady ready
            ? await CreatedAsync(state, ready, cancellationToken)
            : await NotCreatedAsync(state, resource, (ResourceFailed)result, cancellationToken);
    }

    /// <param name="resource">As the template in force, or the one to go back to, has it.</param>
    /// <param name="isRollback">A rollback asks even where nothing changed; what failed may be asked the same again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<StepResult> UpdateAsync(TemplateResource resource, bool isRollback, CancellationToken cancellationToken)
    {
        var state = stack.Find(resource.LogicalId)!;
        var (properties, complaint) = Resolve(resource);
        if (properties is null)
        {
            await stack.TellAsync(state, Status.UpdateFailed, complaint, cancellationToken);
            return StepResult.Unresolved;
        }

        if (!isRollback && JsonNode.DeepEquals(properties, state.Properties))
        {
            return StepResult.Unchanged;
        }

        await stack.TellAsync(state, Status.UpdateInProgress, null, cancellationToken);
        var result = await HandleAsync(RequestKind.Update, state, properties, state.Properties, cancellationToken);
        return result is ResourceReady ready
            ? await UpdatedAsync(state, properties, ready, cancellationToken)
            : await NotUpdatedAsync(
                isRollback ? state : state with { Properties = properties }, (ResourceFailed)result, cancellationToken);
    }

    /// <summary>Deletes a resource, or a copy of it that was replaced; true when it is gone.</summary>
    public async Task<bool> DeleteAsync(ResourceState state, CancellationToken cancellationToken)
    {
        if (state.PhysicalId.Length == 0)
        {
            stack.Remove(state);
            return true;
        }

        await stack.TellAsync(state, Status.DeleteInProgress, null, cancellationToken);
        var result = await HandleAsync(RequestKind.Delete, state, state.Properties, null, cancellationToken);
        if (result is ResourceFailed failed)
        {
            await stack.TellAsync(state, Status.DeleteFailed, failed.Reason, cancellationToken);
            return false;
        }

        stack.Remove(state);
        await stack.TellAsync(state, Status.DeleteComplete, null, cancellationToken);
        return true;
    }

    async Task<StepResult> CreatedAsync(ResourceState state, ResourceReady ready, CancellationToken cancellationToken)
    {
        var created = Record(state, ready);
        await stack.TellAsync(created, Status.CreateInProgress, "Resource creation Initiated", cancellationToken);
        await stack.TellAsync(created, Status.CreateComplete, null, cancellationToken);
        return StepResult.Done;
    }

    // A custom resource that gave no id gets one all the same, and its Delete comes with it (remind101/empire#918).
    async Task<StepResult> NotCreatedAsync(
        ResourceState state, TemplateResource resource, ResourceFailed failed, CancellationToken cancellationToken)
    {
        var id = failed.PhysicalId ?? (resource.IsCustom ? Invented(state) : "");
        var recorded = state with { PhysicalId = id };
        stack.Put(recorded);
        await stack.TellAsync(recorded, Status.CreateFailed, failed.Reason, cancellationToken);
        return StepResult.Failed;
    }

    async Task<StepResult> UpdatedAsync(
        ResourceState former, JsonObject properties, ResourceReady ready, CancellationToken cancellationToken)
    {
        stack.Leftovers.RemoveAll(left => left.LogicalId == former.LogicalId && left.PhysicalId == ready.PhysicalId);
        if (ready.PhysicalId != former.PhysicalId)
        {
            stack.Leftovers.Add(former);
            const string Replaced = "Requested update required the provider to create a new physical resource";
            await stack.TellAsync(former, Status.UpdateInProgress, Replaced, cancellationToken);
        }

        var updated = Record(former with { Properties = properties }, ready);
        await stack.TellAsync(updated, Status.UpdateComplete, null, cancellationToken);
        return StepResult.Done;
    }

    // The id of a FAILED answer counts, too (aws-cdk#13527, aws-cdk#30012).
    async Task<StepResult> NotUpdatedAsync(ResourceState state, ResourceFailed failed, CancellationToken cancellationToken)
    {
        var recorded = state with { PhysicalId = failed.PhysicalId ?? state.PhysicalId };
        stack.Put(recorded);
        await stack.TellAsync(recorded, Status.UpdateFailed, failed.Reason, cancellationToken);
        return StepResult.Failed;
    }

    ResourceState Record(ResourceState state, ResourceReady ready)
    {
        var recorded = state with
        {
            PhysicalId = ready.PhysicalId,
            Attributes = ready.Attributes,
            AnsweredRequestId = ready.RequestId,
        };
        stack.Put(recorded);
        return recorded;
    }

    Task<ResourceResult> HandleAsync(
        RequestKind kind, ResourceState state, JsonObject properties, JsonObject? old, CancellationToken cancellationToken)
    {
        var id = kind == RequestKind.Create ? null : state.PhysicalId;
        var request = new ResourceRequest(
            kind, stack.Id, stack.Options.Name, state.LogicalId, state.Type, id, properties, old);
        return stack.Options.Types.First(type => type.StandsFor(state.Type)).HandleAsync(request, cancellationToken);
    }

    (JsonObject? Properties, string? Complaint) Resolve(TemplateResource resource)
    {
        try
        {
            return (new PropertyResolver(stack.Resolve).Resolve(resource), null);
        }
        catch (MissingAttributeException missing)
        {
            return (null, missing.Message);
        }
    }

    string Invented(ResourceState state) =>
        $"{stack.Options.Name}-{state.LogicalId}-{RandomNumberGenerator.GetString(Letters, 12)}";
}

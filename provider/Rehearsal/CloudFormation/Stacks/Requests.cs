using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>Makes requests to resources, and gets them to who stands in.</summary>
sealed class Requests(StackState stack)
{
    const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    public string NewId() => stack.Options.Chance.Uuid();

    /// <param name="kind">What is asked.</param>
    /// <param name="state">Of whom.</param>
    /// <param name="properties">What it shall have.</param>
    /// <param name="old">What it has; null except in an Update.</param>
    /// <param name="requestId">See <see cref="NewId"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "It has neither timer nor handle.")]
    public Sent Send(
        RequestKind kind,
        ResourceState state,
        JsonObject properties,
        JsonObject? old,
        string requestId,
        CancellationToken cancellationToken)
    {
        var id = kind == RequestKind.Create ? null : state.PhysicalId;
        var request = new ResourceRequest(
            kind, stack.Id, stack.Options.Name, state.LogicalId, state.Type, id, properties, old)
        {
            RequestId = requestId,
            Chance = stack.Options.Chance,
        };
        var listening = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var type = stack.Options.Types.First(type => type.StandsFor(state.Type));
        return new(requestId, type.HandleAsync(request, listening.Token), listening.Cancel);
    }

    /// <summary>A template's properties as they are sent now, or why they cannot be made.</summary>
    public (JsonObject? Properties, string? Complaint) Resolve(TemplateResource resource)
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

    /// <summary>The id that CloudFormation gives to a custom resource that has none (remind101/empire#918).</summary>
    public string Invented(ResourceState state) =>
        state.IsCustom ? $"{stack.Options.Name}-{state.LogicalId}-{stack.Options.Chance.Text(Letters, 12)}" : "";
}

/// <summary>A request that was sent.</summary>
/// <param name="RequestId">Its id.</param>
/// <param name="Result">Ends with it.</param>
/// <param name="Abandon">Nobody listens any more.</param>
sealed record Sent(string RequestId, Task<ResourceResult> Result, Action Abandon);

using Lockstep.CustomResources.Binding;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources;

/// <summary>
/// Decides who deals with a request: a resource, or nobody because there is nothing to do or nothing to go by.
/// </summary>
/// <param name="definitions">The types served.</param>
/// <param name="startFailure">Why the function could not start; null when it did.</param>
sealed class Dispatcher(IReadOnlyList<ResourceDefinition> definitions, string? startFailure)
{
    readonly Dictionary<string, ResourceDefinition> _byType =
        definitions.ToDictionary(definition => definition.ResourceType, StringComparer.Ordinal);

    public ResourceDefinition? For(RequestEnvelope request) => _byType.GetValueOrDefault(request.ResourceType ?? "");

    /// <summary>The outcome of a request that no resource gets to see; null for the others.</summary>
    /// <param name="request">The request.</param>
    /// <param name="refusal">Why nothing that came this way is carried out; null: it came as it should.</param>
    public ResourceOutcome? Early(RequestEnvelope request, string? refusal) => request switch
    {
        // Before anything else is looked at: it may be why the Create failed.
        _ when IsOfNeverCreated(request) && !IsHeard(request, refusal) => NothingCreated,
        _ when refusal is not null => For(request) is { } definition && definition.IsKnownRollback(request)
            ? LetGo(request, definition, $"Nothing was changed. {refusal}")
            : Refused(request, refusal),
        _ when startFailure is not null => Refused(request, $"The function could not start: {startFailure}"),
        { Findings.Count: > 0 } => Refused(request, $"The event cannot be carried out: {string.Join("; ", request.Findings)}."),
        { IsDelete: true, PhysicalResourceId: null } => Nothing("Nothing to delete: the event names no PhysicalResourceId."),
        _ when For(request) is null => Refused(request, Unserved(request.ResourceType)),
        _ => null,
    };

    /// <summary>
    /// What is answered in the end: of a resource that was never created nothing is left, whatever the Delete came to.
    /// </summary>
    public static ResourceOutcome? InTheEnd(RequestEnvelope request, ResourceOutcome? outcome) =>
        IsOfNeverCreated(request) && outcome is not Succeeded ? NothingCreated : outcome;

    bool IsHeard(RequestEnvelope request, string? refusal) => refusal is null && startFailure is null
        && request.Findings.Count == 0 && For(request) is { HearsOfNeverCreated: true };

    static bool IsOfNeverCreated(RequestEnvelope request) =>
        request is { IsDelete: true, PhysicalResourceId: PhysicalResourceIds.NeverCreated };

    static Succeeded NothingCreated => Nothing("Nothing to delete: the resource was never created.");

    // A Delete that is answered FAILED blocks its stack until somebody skips the resource by hand.
    static ResourceOutcome Refused(RequestEnvelope request, string reason) =>
        request.IsDelete ? Nothing($"Nothing was deleted. {reason}") : new Failed(reason);

    /// <summary>
    /// What work that would have gone on is answered, had another run been possible: a rollback is let go, anything else failed.
    /// </summary>
    public static ResourceOutcome Unfinished(RequestEnvelope request, ResourceDefinition definition, string why)
    {
        var reason = $"The work is not done, and no other run may go on with it. {why}";

        // What a Create has begun may be there: its Delete must reach the resource.
        return definition.IsKnownRollback(request)
            ? LetGo(request, definition, reason)
            : new Failed(reason) { MayBeHalfMade = true };
    }

    // FAILED would leave the stack in UPDATE_ROLLBACK_FAILED. Attributes that only repeat a property are known, too.
    static Succeeded LetGo(RequestEnvelope request, ResourceDefinition definition, string reason) =>
        new()
        {
            Attributes = definition.Attributes.ToDictionary(name => name, request.ShortProperty, StringComparer.Ordinal),
            Reason = reason,
        };

    static Succeeded Nothing(string reason) => new() { Reason = reason };

    string Unserved(string? type) =>
        $"This function does not serve {Quoted.Name(type)}; it serves {string.Join(", ", _byType.Keys)}. "
            + "Correct the resource's Type, or its ServiceToken.";
}

using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Commands;

/// <summary>An operator's direct invocation.</summary>
/// <param name="Context">
/// The time, log and secrets of the invocation. Its RequestType is the command's name; StackId and LogicalResourceId are those
/// of the event, empty where it names none.
/// </param>
/// <param name="Properties">As a template has them.</param>
/// <param name="Options">Members of the event that the command's definition names, as far as they are given.</param>
public sealed record CommandRequest<TProperties>(
    RequestContext Context, TProperties Properties, IReadOnlyDictionary<string, string> Options)
{
    /// <inheritdoc cref="RequestContext.ToString"/>
    public override string ToString() => Context.ToString();
}

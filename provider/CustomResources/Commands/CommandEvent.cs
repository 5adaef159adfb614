using Lockstep.CustomResources.Binding;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Commands;

/// <summary>An event that an operator wrote: it names a command.</summary>
/// <param name="Command">Its name; null where it is no name at all.</param>
/// <param name="Text">All of it.</param>
sealed record CommandEvent(string? Command, EventText Text)
{
    const string CommandMember = "Command";

    static readonly string[] Members = [CommandMember, "ResourceProperties", "StackId", "LogicalResourceId"];

    /// <summary>
    /// Null for a request of CloudFormation's, which has a RequestType and waits at its ResponseURL: with either of them it is
    /// none of an operator's, whatever else it says.
    /// </summary>
    public static CommandEvent? Of(EventText text) =>
        !text.IsBroken && !text.Has(EventMember.RequestType) && !text.Has(EventMember.ResponseURL)
            && text.Others.TryGetValue(CommandMember, out var name) ? new(name, text) : null;

    /// <summary>The members that belong to the command itself.</summary>
    public IReadOnlyDictionary<string, string> Options(CommandDefinition definition) =>
        definition.Options.Where(name => Text.Others.GetValueOrDefault(name) is not null)
            .ToDictionary(name => name, name => Text.Others[name]!, StringComparer.Ordinal);

    /// <summary>What is wrong with it besides its properties, one sentence each.</summary>
    public IEnumerable<string> Findings(CommandDefinition definition)
    {
        IReadOnlyList<string> known = [.. Members, .. definition.Options];
        return
        [
            .. Text.Findings,
            .. Enum.GetValues<EventMember>().Where(Text.Has).Select(member => member.ToString())
                .Concat(Text.Others.Keys)
                .Where(name => !known.Contains(name, StringComparer.Ordinal))
                .Select(name => Unknown(name, known)),
            .. definition.Options.Where(name => Text.Others.TryGetValue(name, out var value) && value is null)
                .Select(name => $"{name} is neither a text, a number, true nor false"),
        ];
    }

    static string Unknown(string name, IReadOnlyList<string> known) =>
        $"{Quoted.Name(name)} is not a member of it{(NearestName.To(name, known) is { } near ? $"; did you mean {near}?" : "")}";
}

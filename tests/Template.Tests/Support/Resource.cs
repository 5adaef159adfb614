using System.Text.Json.Nodes;

namespace Lockstep.Template.Tests.Support;

/// <summary>One resource of a template.</summary>
sealed record Resource(string Id, JsonObject Members)
{
    public string Type => Text("Type")!;

    public JsonObject Properties => Members["Properties"]!.AsObject();

    public string? DeletionPolicy => Text("DeletionPolicy");

    public string? UpdateReplacePolicy => Text("UpdateReplacePolicy");

    public string? Condition => Text("Condition");

    public IReadOnlyList<string> DependsOn => Members["DependsOn"] switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => $"{item}")],
        var one => [$"{one}"],
    };

    public IEnumerable<string> Dependencies => DependsOn.Concat(Reference.In(Members).Select(reference => reference.Name));

    public string? this[string property] => Properties[property]?.ToString();

    string? Text(string member) => Members[member]?.ToString();
}

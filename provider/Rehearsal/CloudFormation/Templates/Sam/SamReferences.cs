using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates.Sam;

/// <summary>Puts the resources that the transform made where a template says <c>!Ref Function.Version</c>.</summary>
/// <param name="renamed">The made resource's logical id, by <c>Function.Version</c> or <c>Function.Alias</c>.</param>
sealed class SamReferences(IReadOnlyDictionary<string, string> renamed)
{
    public JsonNode? Rewrite(JsonNode? node) =>
        FunctionCall.Of(node) is { Name: "Ref" or "Fn::GetAtt" } call ? Rewrite(call) : node switch
        {
            JsonObject map => new JsonObject(map.Select(member => KeyValuePair.Create(member.Key, Rewrite(member.Value)))),
            JsonArray list => new JsonArray([.. list.Select(Rewrite)]),
            JsonValue scalar => scalar.DeepClone(),
            _ => null,
        };

    JsonObject Rewrite(FunctionCall call)
    {
        var path = string.Join('.', call.Arguments.Select(word => FunctionCall.Text(word)));
        foreach (var (from, to) in renamed)
        {
            if (path == from)
            {
                return new() { [call.Name] = to };
            }

            if (path.StartsWith($"{from}.", StringComparison.Ordinal))
            {
                return new() { [call.Name] = new JsonArray(to, path[(from.Length + 1)..]) };
            }
        }

        return new() { [call.Name] = call.Argument?.DeepClone() };
    }
}

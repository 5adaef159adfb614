using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>Settles what depends on parameters alone: conditions, <c>Fn::If</c>, and references to parameters.</summary>
sealed class Conditions
{
    readonly IReadOnlyDictionary<string, string> _parameters;
    readonly JsonObject _definitions;

    public Conditions(JsonObject template, IReadOnlyDictionary<string, string> given)
    {
        _parameters = Values(template["Parameters"] as JsonObject ?? [], given);
        _definitions = template["Conditions"] as JsonObject ?? [];
    }

    public bool IsTrue(string name, string place) => _definitions[name] is { } definition
        ? IsTrue(definition, place)
        : throw new TemplateException($"{place}: there is no condition {name}.");

    /// <summary>The same node without conditions and parameters; null where the branch taken has nothing.</summary>
    public JsonNode? Settle(JsonNode? node, string place) =>
        FunctionCall.Of(node) is { } call && Settle(call, place) is (true, var settled) ? settled : node switch
        {
            JsonObject map => new JsonObject(
                map.Select(member => KeyValuePair.Create(member.Key, Settle(member.Value, place)))),
            JsonArray list => new JsonArray([.. list.Select(item => Settle(item, place))]),
            JsonValue scalar => scalar.DeepClone(),
            _ => null,
        };

    (bool IsSettled, JsonNode? Node) Settle(FunctionCall call, string place) => call switch
    {
        { Name: "Fn::If", Arguments: [var name, var then, var otherwise] } =>
            (true, Settle(IsTrue(FunctionCall.Text(name)!, place) ? then : otherwise, place)),
        { Name: "Ref", Argument: JsonValue id } when Parameter(id) is { } value => (true, JsonValue.Create(value)),
        { Name: "Fn::Sub", Argument: JsonValue text } => (true, new JsonObject { ["Fn::Sub"] = WithParameters(text) }),
        { Name: "Fn::Sub", Arguments: [JsonValue text, var own] } =>
            (true, new JsonObject { ["Fn::Sub"] = new JsonArray(WithParameters(text), Settle(own, place)) }),
        _ => (false, null),
    };

    JsonValue WithParameters(JsonValue text) =>
        JsonValue.Create(SubText.Replace(FunctionCall.Text(text)!, _parameters.GetValueOrDefault, keepLiterals: true));

    string? Parameter(JsonValue id) => _parameters.GetValueOrDefault(FunctionCall.Text(id)!);

    bool IsTrue(JsonNode? node, string place) => (node as JsonObject)?["Condition"] is { } name
        ? IsTrue(FunctionCall.Text(name)!, place)
        : FunctionCall.Of(node) switch
        {
            { Name: "Fn::Equals", Arguments: [var one, var other] } =>
                FunctionCall.Text(Settle(one, place)) == FunctionCall.Text(Settle(other, place)),
            { Name: "Fn::Not", Arguments: [var what] } => !IsTrue(what, place),
            { Name: "Fn::And", Arguments: var all } => all.All(one => IsTrue(one, place)),
            { Name: "Fn::Or", Arguments: var any } => any.Any(one => IsTrue(one, place)),
            _ => throw TemplateException.NotSupported(place, $"the condition {node?.ToJsonString()}"),
        };

    static Dictionary<string, string> Values(JsonObject parameters, IReadOnlyDictionary<string, string> given)
    {
        if (given.Keys.FirstOrDefault(name => !parameters.ContainsKey(name)) is { } unknown)
        {
            throw new TemplateException($"Parameters: [{unknown}] do not exist in the template");
        }

        return parameters.ToDictionary(
            parameter => parameter.Key, parameter => Value(parameter.Key, parameter.Value!, given), StringComparer.Ordinal);
    }

    static string Value(string name, JsonNode parameter, IReadOnlyDictionary<string, string> given)
    {
        var value = given.GetValueOrDefault(name) ?? FunctionCall.Text(parameter["Default"])
            ?? throw new TemplateException($"Parameters: [{name}] must have values");
        return parameter["AllowedValues"] is not JsonArray allowed || allowed.Any(one => FunctionCall.Text(one) == value)
            ? value
            : throw new TemplateException($"Parameter '{name}' must be one of AllowedValues");
    }
}

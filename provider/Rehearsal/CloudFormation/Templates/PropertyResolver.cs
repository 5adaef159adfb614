using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>Makes of a template's properties what a resource is sent: functions evaluated, and every scalar a string
/// (coverage-roadmap#1037, aws-cdk#4000), recursively.</summary>
/// <param name="resolve">The value behind a reference.</param>
sealed class PropertyResolver(Func<Reference, string> resolve)
{
    public JsonObject Resolve(TemplateResource resource) => (JsonObject)Resolve(resource.Properties, resource.LogicalId)!;

    /// <summary>A value as text; null where it is none.</summary>
    public string? Text(JsonNode? node, string place) => FunctionCall.Text(Resolve(node, place));

    JsonNode? Resolve(JsonNode? node, string place) => FunctionCall.Of(node) is { } call
        ? Evaluate(call, place)
        : node switch
        {
            JsonObject map => Map(map, place),
            JsonArray list => new JsonArray([.. list.Select(item => Resolve(item, place)).Where(item => item is not null)]),
            JsonValue scalar => JsonValue.Create(FunctionCall.Text(scalar)),
            _ => null,
        };

    JsonObject Map(JsonObject map, string place) => new(map
        .Select(member => KeyValuePair.Create(member.Key, Resolve(member.Value, place)))
        .Where(member => member.Value is not null));

    JsonNode? Evaluate(FunctionCall call, string place) => (call.Name, call.Arguments.ToArray()) switch
    {
        ("Ref", _) or ("Fn::GetAtt", _) => Value(Reference.Of(call, place)),
        ("Fn::Sub", [var text, .. var others]) =>
            Sub(FunctionCall.Text(text) ?? "", others is [JsonObject own] ? own : [], place),
        ("Fn::Join", [var separator, var list]) =>
            string.Join(FunctionCall.Text(separator), Items(list, place).Select(item => FunctionCall.Text(item))),
        ("Fn::Split", [var separator, var text]) => Strings((Text(text, place) ?? "").Split(FunctionCall.Text(separator))),
        ("Fn::Select", [var index, var list]) => Select(Text(index, place), Items(list, place), call, place),
        ("Fn::GetAZs", _) => Strings([$"{Region}a", $"{Region}b", $"{Region}c"]),
        ("Fn::Cidr", [var block, var count, var bits]) =>
            Strings(Cidr(Text(block, place)!, Number(count, place), Number(bits, place))),
        _ => throw TemplateException.NotSupported(place, call.ToString()),
    };

    JsonValue? Value(Reference reference) =>
        reference is { LogicalId: "AWS::NoValue" } ? null : JsonValue.Create(resolve(reference));

    string Sub(string text, JsonObject own, string place) => SubText.Replace(
        text,
        name => own.TryGetPropertyValue(name, out var given) ? Text(given, place) : resolve(Reference.OfName(name, place)),
        keepLiterals: false);

    JsonArray Items(JsonNode? list, string place) => Resolve(list, place) as JsonArray
        ?? throw TemplateException.NotSupported(place, $"{list?.ToJsonString()} where a list must be");

    int Number(JsonNode? node, string place) => int.Parse(Text(node, place)!, Invariant);

    string Region => resolve(new("AWS::Region", null));

    static CultureInfo Invariant => CultureInfo.InvariantCulture;

    static JsonNode? Select(string? index, JsonArray items, FunctionCall call, string place) =>
        int.TryParse(index, NumberStyles.None, Invariant, out var at) && at < items.Count
            ? items[at]?.DeepClone()
            : throw new TemplateException($"{place}: {call} selects what is not there.");

    static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    // The n-th block of so many address bits, as in the guide's intrinsic-function-reference-cidr.
    static IEnumerable<string> Cidr(string block, int count, int bits)
    {
        var bytes = IPNetwork.Parse(block).BaseAddress.GetAddressBytes();
        var first = BitConverter.ToUInt32([.. bytes.Reverse()]);
        return Enumerable.Range(0, count).Select(index =>
        {
            var address = new IPAddress([.. BitConverter.GetBytes(first + ((uint)index << bits)).Reverse()]);
            return string.Create(Invariant, $"{address}/{32 - bits}");
        });
    }
}

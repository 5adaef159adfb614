using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lockstep.Template.Tests.Support;

/// <summary>What a Ref, a GetAtt or a Sub names.</summary>
/// <param name="Name">A logical id, a parameter or a pseudo parameter.</param>
/// <param name="Attribute">Of a GetAtt.</param>
sealed partial record Reference(string Name, string? Attribute)
{
    public static IEnumerable<Reference> In(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(In),
        JsonObject map => map.SelectMany(member => Of(member.Key, member.Value)),
        _ => [],
    };

    static IEnumerable<Reference> Of(string key, JsonNode? value) => (key, value) switch
    {
        ("Ref", JsonValue name) => [Parse($"{name}")],
        ("Fn::GetAtt", JsonArray parts) => [Parse(string.Join('.', parts.Select(part => $"{part}")))],
        ("Fn::Sub", JsonValue text) => InText($"{text}", []),
        ("Fn::Sub", JsonArray pair) =>
            [.. InText($"{pair[0]}", [.. pair[1]!.AsObject().Select(variable => variable.Key)]), .. In(pair[1])],
        _ => In(value),
    };

    static IEnumerable<Reference> InText(string text, IReadOnlyList<string> own) =>
        Variable().Matches(text).Select(match => match.Groups["name"].Value)
            .Where(name => !own.Contains(name, StringComparer.Ordinal)).Select(Parse);

    static Reference Parse(string text) =>
        text.Split('.', 2) is [var name, var attribute] ? new(name, attribute) : new(text, null);

    [GeneratedRegex(@"\$\{(?<name>[^!}]+)\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Variable();
}

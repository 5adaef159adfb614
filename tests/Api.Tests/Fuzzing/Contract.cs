using System.Globalization;
using System.Text.Json.Nodes;

namespace Lockstep.Api.Tests.Fuzzing;

/// <summary>The API's OpenAPI document, as far as requests can be made and answers judged from it alone.</summary>
sealed class Contract
{
    readonly JsonNode _document;

    public Contract(string document)
    {
        _document = JsonNode.Parse(document)!;
        Operations =
        [
            .. from path in _document["paths"]!.AsObject()
               from method in path.Value!.AsObject()
               select Operation(path.Key, method.Key.ToUpperInvariant(), method.Value!),
        ];
        IdNames = Operations.SelectMany(operation => operation.Path.Split("/{")[..^1].Zip(operation.Path.Split("/{")[1..]))
            .Select(parts => (Segment: parts.First.Split('/')[^1], Id: parts.Second.Split('}')[0]))
            .Distinct()
            .ToDictionary(pair => pair.Segment, pair => pair.Id, StringComparer.Ordinal);
    }

    public IReadOnlyList<ContractOperation> Operations { get; }

    /// <summary>What the id of a thing is called in paths, by the last word of the path of their list: <c>orders</c>, <c>orderId</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> IdNames { get; }

    ContractOperation Operation(string path, string method, JsonNode described) => new(
        method,
        path,
        [.. described["parameters"]!.AsArray().Select(parameter => Parameter(parameter!))],
        described["requestBody"] is { } body ? Schema(body, "application/json") : null,
        described["responses"]!.AsObject().ToDictionary(
            answer => int.Parse(answer.Key, CultureInfo.InvariantCulture), answer => Answer(answer.Value!)));

    ContractParameter Parameter(JsonNode described) => new(
        (string)described["name"]!, (string)described["in"]!, (bool)described["required"]!, Resolved(described["schema"]!));

    ContractAnswer Answer(JsonNode described)
    {
        var type = described["content"]?.AsObject().Single().Key;
        return new(
            type,
            type is null ? null : Schema(described, type),
            [.. (described["headers"]?.AsObject() ?? []).Select(header => header.Key)]);
    }

    JsonObject Schema(JsonNode described, string type) => Resolved(described["content"]![type]!["schema"]!);

    JsonObject Resolved(JsonNode schema) => schema["$ref"] is { } reference
        ? ((string)reference!)[2..].Split('/').Aggregate(_document, (node, name) => node[name]!).AsObject()
        : schema.AsObject();
}

/// <summary>What the document says of one operation.</summary>
sealed record ContractOperation(
    string Method,
    string Path,
    IReadOnlyList<ContractParameter> Parameters,
    JsonObject? Body,
    IReadOnlyDictionary<int, ContractAnswer> Answers)
{
    /// <summary>The last word of its path that is no parameter: the kind of thing that it is about.</summary>
    public string Segment { get; } = Path.Split('/').Last(part => !part.StartsWith('{'));
}

/// <param name="Name">On the wire.</param>
/// <param name="Place">path, query or header.</param>
/// <param name="IsRequired">Always so in a path.</param>
/// <param name="Schema">Of its value.</param>
sealed record ContractParameter(string Name, string Place, bool IsRequired, JsonObject Schema);

/// <param name="Type">The media type; null where there is no body.</param>
/// <param name="Schema">Of the body.</param>
/// <param name="Headers">That must be there.</param>
sealed record ContractAnswer(string? Type, JsonObject? Schema, IReadOnlyList<string> Headers);

using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>What <c>Ref</c>, <c>Fn::GetAtt</c> or a name in <c>Fn::Sub</c> refers to.</summary>
/// <param name="LogicalId">Of the resource, or a pseudo parameter: <c>AWS::Region</c>.</param>
/// <param name="Attribute">Null: its physical id.</param>
sealed record Reference(string LogicalId, string? Attribute)
{
    static readonly string[] Pseudo =
        ["AWS::Region", "AWS::AccountId", "AWS::Partition", "AWS::StackName", "AWS::StackId", "AWS::URLSuffix", "AWS::NoValue"];

    /// <summary>Of the stack itself, not of a resource.</summary>
    public bool IsPseudo => LogicalId.StartsWith("AWS::", StringComparison.Ordinal);

    /// <exception cref="TemplateException">It is malformed, or no known pseudo parameter.</exception>
    public static Reference Of(FunctionCall call, string place) => (call.Name, Words(call)) switch
    {
        ("Ref", [var id]) => Named(id, place),
        ("Fn::GetAtt", [var id, .. { Length: > 0 } attribute]) => new(id, string.Join('.', attribute)),
        ("Fn::GetAtt", [var both]) when both.Split('.', 2) is [var id, var attribute] => new(id, attribute),
        _ => throw TemplateException.NotSupported(place, call.ToString()),
    };

    /// <summary>As in <c>${Name}</c> or <c>${Name.Attribute}</c>.</summary>
    public static Reference OfName(string name, string place) =>
        name.Split('.', 2) is [var id, var attribute] ? new(id, attribute) : Named(name, place);

    /// <summary>All that a node refers to in the stack's resources.</summary>
    public static IEnumerable<Reference> AllIn(JsonNode? node, string place) => FunctionCall.Of(node) switch
    {
        { Name: "Ref" or "Fn::GetAtt" } call => new[] { Of(call, place) }.Where(reference => !reference.IsPseudo),
        { Name: "Fn::Sub" } call => InSub(call, place),
        { } call => call.Arguments.SelectMany(argument => AllIn(argument, place)),
        null => node switch
        {
            JsonObject map => map.SelectMany(member => AllIn(member.Value, place)),
            JsonArray list => list.SelectMany(item => AllIn(item, place)),
            _ => [],
        },
    };

    static IEnumerable<Reference> InSub(FunctionCall call, string place)
    {
        var own = call.Arguments is [_, JsonObject map] ? map : [];
        return SubText.NamesIn(FunctionCall.Text(call.Arguments[0]) ?? "").Where(name => !own.ContainsKey(name))
            .Select(name => OfName(name, place)).Where(reference => !reference.IsPseudo)
            .Concat(own.SelectMany(variable => AllIn(variable.Value, place)));
    }

    static Reference Named(string id, string place) =>
        id.StartsWith("AWS::", StringComparison.Ordinal) && !Pseudo.Contains(id, StringComparer.Ordinal)
            ? throw TemplateException.NotSupported(place, $"Ref {id}")
            : new(id, null);

    static string[] Words(FunctionCall call) =>
        call.Arguments.All(word => FunctionCall.Text(word) is not null)
            ? [.. call.Arguments.Select(word => FunctionCall.Text(word)!)]
            : [];
}

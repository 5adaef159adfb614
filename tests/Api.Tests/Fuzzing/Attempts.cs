using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace Lockstep.Api.Tests.Fuzzing;

/// <summary>Requests for every operation of a document: as it says, and changed.</summary>
static class Attempts
{
    /// <summary>Many, one after the other; what one is made of may come from the answers to those before.</summary>
    public static Gen<Func<Known, Attempt>[]> Of(Contract contract, int length)
    {
        // What makes things comes more often than what takes them away, so that there is something to ask for.
        (int, IGen<Func<Known, Attempt>>)[] described =
            [.. contract.Operations.Select(operation => (Weight(operation), (IGen<Func<Known, Attempt>>)AsDescribed(operation)))];
        return Gen.Select(
            Gen.Frequency(described),
            Gen.Frequency((5, Gen.Const(0)), (4, Gen.Const(1)), (1, Gen.Int[2, 3])).SelectMany(count => Changes.Any.Array[count]),
            Changed).Array[1, length];
    }

    static int Weight(ContractOperation operation) => operation.Method switch { "POST" => 6, "DELETE" => 1, _ => 2 };

    static Func<Known, Attempt> Changed(Func<Known, Attempt> attempt, Func<Attempt, Attempt>[] changes) => known =>
    {
        var good = attempt(known);
        var odd = changes.Aggregate(good, (it, change) => change(it));
        return odd == good ? good : odd with { IsAsDescribed = false, Must = changes.Length == 1 ? odd.Must : null };
    };

    static Gen<Func<Known, Attempt>> AsDescribed(ContractOperation operation)
    {
        var body = operation.Body is { } schema
            ? Conforming.Value(operation.Segment, schema)
            : Gen.Const<Func<Known, JsonNode?>>(_ => null);
        return Gen.Select(Conforming.All(operation.Parameters.Select(parameter => Parameter(operation, parameter))), body).Select(
            Func<Known, Attempt> (parameters, node) => known =>
            {
                var values = parameters.Select(parameter => parameter(known)).OfType<(ContractParameter Of, string Text)>().ToList();
                return new(
                    operation,
                    values.Where(value => value.Of.Place == "path")
                        .ToDictionary(value => value.Of.Name, value => value.Text, StringComparer.Ordinal),
                    [.. values.Where(value => value.Of.Place == "query").Select(value => (value.Of.Name, value.Text))],
                    [.. values.Where(value => value.Of.Place == "header").Select(value => (value.Of.Name, value.Text))],
                    operation.Body is null ? null : "application/json",
                    node(known));
            });
    }

    // A cursor is opaque: there is none but what a page gave.
    static Gen<Func<Known, (ContractParameter, string)?>> Parameter(ContractOperation operation, ContractParameter parameter)
    {
        var value = parameter switch
        {
            { Name: "after" } => Gen.Int[0, 9999].Select(Func<Known, JsonNode?> (choice) => known =>
                known.Value(Known.CursorOf(operation), choice) is { } cursor ? JsonSerializer.SerializeToNode(cursor) : null),
            { Place: "header" } => Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9999], Conforming.HeaderText(parameter.Schema)).Select(
                Func<Known, JsonNode?> (use, choice, text) => known =>
                    use < 6 && known.Value(parameter.Name, choice) is { } seen ? JsonSerializer.SerializeToNode(seen) : text),
            _ => Conforming.Value(parameter.Name, parameter.Schema),
        };
        return Gen.Select(value, Gen.Int[0, 9]).Select(Func<Known, (ContractParameter, string)?> (recipe, use) => known =>
            (parameter.IsRequired || use < 3) && recipe(known) is { } node ? (parameter, Text(node)) : null);
    }

    static string Text(JsonNode node) => node.GetValueKind() == JsonValueKind.String ? (string)node! : node.ToJsonString();
}

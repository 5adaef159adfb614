using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Api.Http.Fields;

/// <summary>The id of a row.</summary>
sealed record IdField(string Name) : Field<long>(Name)
{
    readonly IntegerField _number = new(Name, 1, long.MaxValue);

    public override string Expectation => _number.Expectation;

    public override JsonObject Schema() => _number.Schema();

    public override object? Read(JsonElement value, string path, List<FieldError> errors) => _number.Read(value, path, errors);

    public override object? Parse(string text) => _number.Parse(text);
}

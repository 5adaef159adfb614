using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Api.Http.Fields;

/// <summary>A whole number in a range.</summary>
sealed record IntegerField(string Name, long Least, long Most) : Field<long>(Name)
{
    public override string Expectation => string.Create(CultureInfo.InvariantCulture, $"a whole number from {Least} to {Most}");

    public override JsonObject Schema() => new()
    {
        ["type"] = "integer",
        ["format"] = Most > int.MaxValue ? "int64" : "int32",
        ["minimum"] = Least,
        ["maximum"] = Most,
    };

    public override object? Read(JsonElement value, string path, List<FieldError> errors) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? InRange(number) : null;

    public override object? Parse(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? InRange(number) : null;

    long? InRange(long number) => number >= Least && number <= Most ? number : null;
}

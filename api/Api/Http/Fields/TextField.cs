using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lockstep.Api.Http.Fields;

/// <summary>A text of some length, and of some form where there is a pattern.</summary>
/// <param name="Name">On the wire.</param>
/// <param name="Least">Characters, of Unicode.</param>
/// <param name="Most">Characters, of Unicode.</param>
sealed record TextField(string Name, int Least, int Most) : Field<string>(Name)
{
    /// <summary>The form, and how it is called; it is in the document, so it is what a browser understands, too.</summary>
    public (Regex Pattern, string Called)? Form { get; init; }

    public override string Expectation => Form is var (_, called)
        ? called
        : string.Create(CultureInfo.InvariantCulture, $"a text of {Least} to {Most} characters");

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "string", ["minLength"] = Least, ["maxLength"] = Most };
        if (Form is var (pattern, called))
        {
            schema["pattern"] = pattern.ToString();
            schema["description"] = called;
        }

        return schema;
    }

    public override object? Read(JsonElement value, string path, List<FieldError> errors)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        if (JsonText.Of(value) is { } text && IsStorable(text))
        {
            return Parse(text);
        }

        errors.Add(new(path, "holds a character that cannot be stored"));
        return null;
    }

    public override object? Parse(string text) => IsStorable(text) && Fits(text) ? text : null;

    // PostgreSQL has no place for U+0000 in a text.
    static bool IsStorable(string text) => !text.Contains('\0', StringComparison.Ordinal);

    bool Fits(string text) =>
        text.EnumerateRunes().Count() is var length && length >= Least && length <= Most
        && (Form is not var (pattern, _) || pattern.IsMatch(text));
}

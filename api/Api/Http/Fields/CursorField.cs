using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Api.Http.Fields;

/// <summary>Where a list goes on: opaque to whoever asks, the last row's id to us.</summary>
/// <param name="Name">On the wire.</param>
/// <param name="List">The list that it belongs to; another one's is refused.</param>
sealed record CursorField(string Name, string List) : Field<long>(Name)
{
    const int Longest = 100;

    public override string Expectation => "what a page of this list gave as next";

    public override JsonObject Schema() => new() { ["type"] = "string", ["maxLength"] = Longest };

    public override object? Read(JsonElement value, string path, List<FieldError> errors) => null;

    public override object? Parse(string text)
    {
        if (text.Length > Longest || !Base64Url.IsValid(text))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ');
        return parts.Length == 2 && parts[0] == List
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;
    }

    /// <summary>What <see cref="Parse"/> reads.</summary>
    public string Write(long id) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{List} {id}")));
}

using System.Text.Json;

namespace Lockstep.CustomResources.Requests;

/// <summary>
/// JSON strings and names that may hold half a surrogate pair, as an event's may: System.Text.Json throws where they are read.
/// </summary>
public static class JsonText
{
    // What .NET puts for half a surrogate pair where it reads one.
    const string Unreadable = "\uFFFD";

    internal static string? Read(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A string's text, or of another value its JSON; null: it cannot be read.</summary>
    public static string? Of(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The same, with U+FFFD for what cannot be read.</summary>
    public static string Readable(JsonElement value) => Of(value) ?? Unreadable;

    /// <summary>A member's name, with U+FFFD for one that cannot be read.</summary>
    public static string Readable(JsonProperty member) => NameOf(member) ?? Unreadable;

    /// <summary>
    /// A member by its name, the last where there are several; null: there is none. .NET's own search throws at a name with half
    /// a surrogate pair in it, whatever is looked for.
    /// </summary>
    /// <param name="value">An object.</param>
    /// <param name="name">As it is read, without escapes.</param>
    internal static JsonElement? Find(JsonElement value, string name)
    {
        JsonElement? found = null;
        foreach (var member in value.EnumerateObject())
        {
            found = NameOf(member) == name ? member.Value : found;
        }

        return found;
    }

    /// <summary>A member's name; null: it cannot be read.</summary>
    internal static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

using System.Text.Json;

namespace Lockstep.CustomResources.Requests;

/// <summary>Finds an event's members in a text that isn't JSON, by their names.</summary>
static class Salvage
{
    /// <summary>Supplies the members that were not read before the text broke.</summary>
    public static void Members(ReadOnlySpan<byte> utf8, EventText read)
    {
        foreach (var member in Enum.GetValues<EventMember>())
        {
            if (!read.Has(member) && Find(utf8, EventMembers.Name(member)) is { } value)
            {
                read.Set(member, value);
            }
        }
    }

    static string? Find(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> name)
    {
        for (var at = utf8.IndexOf(name); at >= 0; at = utf8.IndexOf(name))
        {
            var isQuoted = at > 0 && utf8[at - 1] == '"';
            utf8 = utf8[(at + name.Length)..];
            if (isQuoted && utf8 is [(byte)'"', ..] && ValueAfterColon(utf8[1..]) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    static string? ValueAfterColon(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.TrimStart(" \t\r\n"u8);
        if (utf8 is not [(byte)':', ..])
        {
            return null;
        }

        var reader = new Utf8JsonReader(utf8[1..], isFinalBlock: false, state: default);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.String ? JsonText.Read(ref reader) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

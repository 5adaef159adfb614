using System.Text;
using System.Text.Json;

namespace Lockstep.CustomResources.Requests;

/// <summary>Reads one member of an event, whatever its type.</summary>
static class EventMembers
{
    static readonly byte[][] Names = [.. Enum.GetNames<EventMember>().Select(Encoding.UTF8.GetBytes)];

    public static ReadOnlySpan<byte> Name(EventMember member) => Names[(int)member];

    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, EventText read)
    {
        if (reader.ValueTextEquals("ResourceProperties"u8))
        {
            read.ResourceProperties = Properties(ref reader, utf8, out var problem);
            read.Findings.AddRange(problem is null ? [] : [$"ResourceProperties {problem}"]);
        }
        else if (reader.ValueTextEquals("OldResourceProperties"u8))
        {
            // Another version of the code wrote these; they can never fail an event.
            read.OldResourceProperties = Properties(ref reader, utf8, out var problem);
            read.Remarks.AddRange(problem is null ? [] : [$"OldResourceProperties {problem}"]);
        }
        else if (reader.ValueTextEquals(CarriedRun.MemberUtf8))
        {
            read.Carry(Properties(ref reader, utf8, out _) is { } carried ? CarriedRun.Of(carried) : null);
        }
        else if (Known(ref reader) is { } member)
        {
            _ = reader.Read();
            read.Set(member, Text(ref reader, member, read));
        }
        else
        {
            var name = JsonText.Read(ref reader);
            _ = reader.Read();
            read.Others[name ?? ""] = Scalar(ref reader);
        }
    }

    static string? Scalar(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return JsonText.Read(ref reader);
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                return Encoding.UTF8.GetString(reader.ValueSpan);
            default:
                reader.Skip();
                return null;
        }
    }

    static EventMember? Known(ref Utf8JsonReader reader)
    {
        for (var index = 0; index < Names.Length; index++)
        {
            if (reader.ValueTextEquals(Names[index]))
            {
                return (EventMember)index;
            }
        }

        return null;
    }

    static string? Text(ref Utf8JsonReader reader, EventMember member, EventText read)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return JsonText.Read(ref reader) ?? Finding($"{member} contains half a surrogate pair");
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                _ = Finding($"{member} is not a string");
                return Encoding.UTF8.GetString(reader.ValueSpan);
            default:
                reader.Skip();
                return Finding($"{member} is not a string");
        }

        string? Finding(string text)
        {
            read.Findings.Add(text);
            return null;
        }
    }

    static JsonElement? Properties(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, out string? problem)
    {
        problem = null;
        _ = reader.Read();
        var (start, type) = ((int)reader.TokenStartIndex, reader.TokenType);
        reader.Skip();
        if (type != JsonTokenType.StartObject)
        {
            problem = type == JsonTokenType.Null ? null : "is not an object";
            return null;
        }

        try
        {
            return JsonElement.Parse(utf8[start..(int)reader.BytesConsumed]);
        }
        catch (JsonException)
        {
            problem = "is nested deeper than 64 levels";
            return null;
        }
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Lockstep.CustomResources.Requests;

/// <summary>Reads an event as far as it can be read, because even a broken one must be answered.</summary>
static class EventReader
{
    static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static EventText Read(ReadOnlySpan<byte> utf8)
    {
        var read = new EventText();
        if (!Utf8.IsValid(utf8))
        {
            read.Break("the event is not valid UTF-8");
            utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        }

        ReadMembers(utf8.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8, read);
        return read;
    }

    static void ReadMembers(ReadOnlySpan<byte> utf8, EventText read)
    {
        // Depth costs the reader nothing, and one member that is nested too deeply must not hide the others.
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                read.Break("the event is not a JSON object");
                Salvage.Members(utf8, read);
                return;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                EventMembers.Read(ref reader, utf8, read);
            }

            _ = reader.Read();
        }
        catch (JsonException exception)
        {
            read.Break($"the event is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})");
            Salvage.Members(utf8[(int)reader.BytesConsumed..], read);
        }
    }
}

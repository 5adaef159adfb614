using System.Text.Json;

namespace Lockstep.Rehearsal.Lambda;

/// <summary>The JSON in which Lambda itself reports an error.</summary>
static class ErrorResponse
{
    public static byte[] Write(string errorType, string errorMessage)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("errorMessage", errorMessage);
            json.WriteString("errorType", errorType);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}

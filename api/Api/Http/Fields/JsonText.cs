using System.Text.Json;

namespace Lockstep.Api.Http.Fields;

/// <summary>Reads texts of a body, which JSON can write with half a surrogate pair.</summary>
static class JsonText
{
    /// <returns>Null where it is no text.</returns>
    public static string? Of(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources.Responses;

namespace Lockstep.CustomResources.Commands;

/// <summary>The bytes of a command's result.</summary>
static class CommandDocument
{
    static readonly JsonWriterOptions Format = new() { Encoder = JsonSize.Encoder };

    /// <summary>What an operator reads where there is no document of the command's own.</summary>
    public static JsonElement Failure(string command, string error)
    {
        using var document = JsonDocument.Parse(
            new JsonObject { ["Command"] = command, ["Error"] = error }.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary>Its members in their order, with every string redacted.</summary>
    public static ReadOnlyMemory<byte> Write(JsonElement document, Secrets secrets)
    {
        using var buffer = new PooledBuffer();
        using var json = new Utf8JsonWriter(buffer, Format);
        Write(json, document, secrets);
        json.Flush();
        return buffer.Written.ToArray();
    }

    static void Write(Utf8JsonWriter json, JsonElement value, Secrets secrets)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value, secrets);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item, secrets);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(secrets.Redact(value.GetString()!));
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}

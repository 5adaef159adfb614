using System.Security.Cryptography;
using System.Text.Json;
using Lockstep.CustomResources.Requests;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>
/// Tells one set of properties from another, whatever order its members come in. What cannot be read, on which no rollback may
/// fail, tells nothing apart.
/// </summary>
static class PropertiesDigest
{
    /// <summary>Lower-case hex SHA-256, without what is CloudFormation's own.</summary>
    public static string Of(JsonElement? properties)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(properties ?? default, writer);
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.ToArray()));
    }

    static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, writer);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(JsonText.Readable(value));
                break;
            case JsonValueKind.Undefined:
                writer.WriteNullValue();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    static void WriteObject(JsonElement value, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var member in Members(value))
        {
            writer.WritePropertyName(JsonText.Readable(member));
            Write(member.Value, writer);
        }

        writer.WriteEndObject();
    }

    static IEnumerable<JsonProperty> Members(JsonElement value) =>
        value.EnumerateObject().Where(IsTheirs).OrderBy(JsonText.Readable, StringComparer.Ordinal);

    static bool IsTheirs(JsonProperty member) => JsonText.Readable(member) is not ("ServiceToken" or "ServiceTimeout");
}

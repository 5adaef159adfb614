using System.Buffers;
using System.Text.Json;

namespace Lockstep.Rehearsal.Aws;

/// <summary>An HTTP status and a JSON body.</summary>
sealed record SecretsManagerReply(int Status, ReadOnlyMemory<byte> Body)
{
    public static SecretsManagerReply Of(Secret secret, SecretVersion version, string stage) => Of(200, json =>
    {
        json.WriteString("ARN", secret.Arn);
        json.WriteNumber("CreatedDate", version.Created.ToUnixTimeMilliseconds() / 1000m);
        json.WriteString("Name", secret.Name);
        json.WriteString("SecretString", version.Text);
        json.WriteString("VersionId", version.Id);
        json.WriteStartArray("VersionStages");
        json.WriteStringValue(stage);
        json.WriteEndArray();
    });

    public static SecretsManagerReply Of(int status, Action<Utf8JsonWriter> members)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return new(status, body.WrittenMemory);
    }
}

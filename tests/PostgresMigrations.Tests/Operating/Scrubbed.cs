using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.PostgresMigrations.Tests.Operating;

/// <summary>A document as a person approves it: what differs from run to run is named instead.</summary>
static class Scrubbed
{
    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    static readonly string[] Varying =
    [
        "Host", "Port", "Database", "User", "ServerVersion", "At", "StartedAt", "FinishedAt", "Seconds", "StackId",
        "PhysicalResourceId", "Pid", "ConnectedAt", "TransactionSince", "StatementSince", "WaitsFor", "Client",
    ];

    public static string Text(JsonElement document, params IEnumerable<(string Text, string Name)> names)
    {
        var node = JsonNode.Parse(document.GetRawText())!;
        Scrub(node);
        return names.Aggregate(
            node.ToJsonString(Readable), (text, name) => text.Replace(name.Text, name.Name, StringComparison.Ordinal));
    }

    static void Scrub(JsonNode? node)
    {
        foreach (var item in node as JsonArray ?? [])
        {
            Scrub(item);
        }

        foreach (var (name, value) in (node as JsonObject)?.ToList() ?? [])
        {
            if (value is JsonValue && Varying.Contains(name, StringComparer.Ordinal))
            {
                node![name] = $"<{name}>";
            }
            else
            {
                Scrub(value);
            }
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Operating;

/// <summary>Somebody who asks a function directly; every document that comes back is held to its schema.</summary>
sealed class Operator(TestStack stack, string connection)
{
    public Task<JsonElement> StatusAsync(Image image, JsonObject? properties = null) => AskAsync(image, "status", properties);

    public Task<JsonElement> PlanAsync(Image image, JsonObject? properties = null) => AskAsync(image, "plan", properties);

    public Task<JsonElement> UnlockAsync(Image image, JsonObject? properties = null) => AskAsync(image, "unlock", properties);

    public async Task<JsonElement> AskAsync(
        Image image, string command, JsonObject? properties = null, params IEnumerable<(string Name, JsonNode Value)> members)
    {
        var asked = new JsonObject { ["Command"] = command, ["ResourceProperties"] = (properties ?? []).DeepClone() };
        foreach (var (name, value) in members)
        {
            asked[name] = value;
        }

        var function = image.Function(connection, stack, stack.Log, TimeProvider.System, stack.Credentials, []);
        var document = JsonElement.Parse((await function.HandleAsync(
            JsonSerializer.SerializeToUtf8Bytes(asked),
            new FunctionInvocation("aws-request-1", TimeProvider.System.GetUtcNow() + stack.Timeout))).Span);
        DocumentSchemas.ShouldHold(document);
        return document;
    }
}

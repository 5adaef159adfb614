using System.Text.Json;
using System.Text.Json.Nodes;
using DbUp;
using Lockstep.Lambda;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.Comparison.Stacks;

/// <summary>The least custom resource around DbUp that keeps CloudFormation's rules: upgrade, say how it went, PUT. A PUT that
/// fails is an error of the function, so that Lambda runs it again.</summary>
sealed class DbUpFunction(string folder, string connection) : IDisposable
{
    public const string Command = "dbup-function";

    readonly HttpClient _http = new();

    /// <summary>In the process that <see cref="DbUpStack"/> starts.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string folder, string connection)
    {
        using var function = new DbUpFunction(folder, connection);
        return await new LambdaRuntime(new() { Log = NullLogger.Instance })
            .RunAsync(() => function.HandleAsync, CancellationToken.None);
    }

    public void Dispose() => _http.Dispose();

    async Task<ReadOnlyMemory<byte>> HandleAsync(Invocation invocation)
    {
        var request = JsonElement.Parse(invocation.Event.Span);
        var failure = Text(request, "RequestType") == "Delete" ? null : Upgrade();
        await AnswerAsync(request, failure);
        return "null"u8.ToArray();
    }

    string? Upgrade()
    {
        var result = DeployChanges.To.PostgresqlDatabase(connection)
            .WithScriptsFromFileSystem(folder).WithTransaction().LogToConsole().Build().PerformUpgrade();
        return result.Successful ? null : result.Error.Message;
    }

    async Task AnswerAsync(JsonElement request, string? failure)
    {
        var answer = new JsonObject
        {
            ["Status"] = failure is null ? "SUCCESS" : "FAILED",
            ["Reason"] = failure ?? "Upgraded.",
            ["PhysicalResourceId"] = request.TryGetProperty("PhysicalResourceId", out var id) ? id.GetString() : "schema",
            ["StackId"] = Text(request, "StackId"),
            ["RequestId"] = Text(request, "RequestId"),
            ["LogicalResourceId"] = Text(request, "LogicalResourceId"),
        };
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(answer));
        using var reply = await _http.PutAsync(new Uri(Text(request, "ResponseURL")), content);
        reply.EnsureSuccessStatusCode();
    }

    static string Text(JsonElement request, string member) => request.GetProperty(member).GetString()!;
}

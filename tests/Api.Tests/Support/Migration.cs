using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Api.Tests.Support;

/// <summary>Makes the schema as a deployment does: the scripts, through the migration function.</summary>
static class Migration
{
    public static string ScriptsFolder { get; } = Path.Combine(Repository, "sql");

    static string Repository => typeof(Migration).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "Repository").Value!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An empty database with the scripts up to one, or all.</summary>
    public static async Task<string> MigrateAsync(PostgresServer server, string? version = null, string? folder = null)
    {
        var database = await server.CreateDatabaseAsync(null, Token);
        using var http = new SocketsHttpHandler();
        var function = new CustomResourceFunction(
            new FunctionEnvironment { Http = http },
            DatabaseMigration.Define(new(() => ScriptLibrary.FromFolder(folder ?? ScriptsFolder)), database, NoCredentials));
        var answer = await function.HandleAsync(
            JsonSerializer.SerializeToUtf8Bytes(Event(version ?? "latest")),
            new FunctionInvocation(Guid.NewGuid().ToString(), TimeProvider.System.GetUtcNow().AddMinutes(2)));
        var document = JsonElement.Parse(answer.Span);
        document.GetProperty("Status").GetString().ShouldBe("SUCCESS", document.GetRawText());
        return database;
    }

    static JsonObject Event(string version) => new()
    {
        ["RequestType"] = "Create",
        ["StackId"] = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/6d0a3b5e-0f4d-4f47-a9f3-1f5a6c1f2f11",
        ["RequestId"] = Guid.NewGuid().ToString(),
        ["ResourceType"] = "Custom::DatabaseMigration",
        ["LogicalResourceId"] = "Migration",
        ["ResourceProperties"] = new JsonObject
        {
            ["ServiceToken"] = "arn:aws:lambda:eu-west-1:123456789012:function:migrate",
            ["Revision"] = "1",
            ["TargetVersion"] = version,
        },
    };

    static CredentialSource NoCredentials { get; } = new(
        (_, _) => throw new InvalidOperationException("This test has no secrets."),
        (_, _, _, _) => throw new InvalidOperationException("This test has no tokens."));
}

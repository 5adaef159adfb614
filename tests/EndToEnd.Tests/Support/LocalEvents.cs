using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.EndToEnd.Tests.Support;

/// <summary>The events of the repository, on a server of their own instead of the one that they name.</summary>
sealed class LocalEvents(PostgresServer server) : IAsyncDisposable
{
    const string Host = "host.docker.internal";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<LocalEvents> StartAsync() => new(await PostgresServer.StartAsync(
        new() { MajorVersion = WishedPostgres.MajorVersion }, Token));

    /// <summary>Invokes the function with an event as it is in the repository, but for the server's address.</summary>
    public async Task<Answer> InvokeAsync(FunctionProcess function, string name) => AnswerOf(await AskAsync(function, name));

    /// <summary>The same, for an event that is a command: its result is a document of its own.</summary>
    public async Task<JsonElement> AskAsync(FunctionProcess function, string name)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Built.Repository, "events", $"{name}.json"), Token);
        var members = JsonNode.Parse(text.Replace(Host, server.Host, StringComparison.Ordinal))!.AsObject();
        foreach (var properties in (string[])["ResourceProperties", "OldResourceProperties"])
        {
            if (members[properties] is { } present)
            {
                present["Port"] = $"{server.Port}";
            }
        }

        var result = await function.InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(members), Token);
        return JsonElement.Parse(result.ShouldBeOfType<Responded>().Body.Span);
    }

    public async Task<IReadOnlyList<string>> TablesAsync()
    {
        var text = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { Database = "shop", Pooling = false }.ToString();
        await using var database = new NpgsqlConnection(text);
        await database.OpenAsync(Token);
        const string tablesOfPublic = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
        await using var command = new NpgsqlCommand(tablesOfPublic, database);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var tables = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    public async Task<bool> DatabaseExistsAsync()
    {
        await using var database = new NpgsqlConnection($"{server.SuperuserConnectionString};Pooling=false");
        await database.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = 'shop'", database);
        return await command.ExecuteScalarAsync(Token) is not null;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    static Answer AnswerOf(JsonElement document) => new(
        document.GetProperty("Status").GetString()!,
        document.TryGetProperty("Reason", out var reason) ? reason.GetString() : null,
        document.GetProperty("PhysicalResourceId").GetString()!,
        (document.TryGetProperty("Data", out var data) ? [.. data.EnumerateObject()] : Array.Empty<JsonProperty>())
            .ToDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal));
}

using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Simulating;
using Npgsql;

namespace Lockstep.Template.Tests.Support;

/// <summary>The stack of the template in virtual time, on a PostgreSQL of its own. Its watchdog is the template's code, run by
/// node; its function is <see cref="WatchedFunction"/>.</summary>
sealed class WatchedStack : IAsyncDisposable
{
    const string OldScript = "CREATE TABLE customers (id int PRIMARY KEY, name text);\nINSERT INTO customers VALUES (1, 'Ada');\n";
    const string NewScript = "CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers);\n";

    readonly string _folder = Directory.CreateTempSubdirectory("lockstep-watched-").FullName;
    readonly List<WatchdogProcess> _watchdogs = [];
    readonly string _text = File.ReadAllText(Path.Combine(StackTemplate.Repository, "template.yaml"));
    readonly PostgresServer _server;
    readonly string _connection;
    readonly BucketDoor _door;

    WatchedStack(PostgresServer server, string connection, SimulatedAccount account, BucketDoor door)
    {
        (_server, _connection, Account, _door) = (server, connection, account, door);
        account.Images.InlineHandler = Watchdog;
        account.Images.Push("api:1");
        Push("migration:1", ("0001_customers", OldScript, "DROP TABLE customers;"));
        Push(
            "migration:2",
            ("0001_customers", OldScript, "DROP TABLE customers;"), ("0002_orders", NewScript, "DROP TABLE orders;"));
    }

    public SimulatedAccount Account { get; }

    /// <summary>Which requests the function cannot answer, and why; from now on.</summary>
    public Func<JsonNode, Ending?> EndingOf { get; set; } = _ => null;

    public static async Task<WatchedStack> OpenAsync(CancellationToken cancellationToken)
    {
        var server = await PostgresServer.StartAsync(new(), cancellationToken);
        var login = await server.CreateLoginAsync("CREATEROLE", cancellationToken);
        var account = new SimulatedAccount(seed: 1);
        account.Databases.LiftDeletionProtection();
        return new(
            server, await server.CreateDatabaseAsync(login, cancellationToken), account,
            await account.Bucket.OpenDoorAsync(cancellationToken));
    }

    /// <summary>The template with these images; an image that was never pushed fails.</summary>
    public Rehearsal.CloudFormation.Templates.StackTemplate Template(int migration, string api = "api:1", bool isWatched = true)
    {
        var template = Rehearsal.CloudFormation.Templates.StackTemplate.Load(_text, new(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Environment"] = "production" },
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["MigrationFunction"] = $"migration:{migration}",
                ["ApiFunction"] = api,
            }));
        if (!isWatched)
        {
            template.Resources.First(resource => resource.LogicalId == "MigrationInvocation").Properties.Remove("DestinationConfig");
        }

        return template;
    }

    /// <summary>The tables that there are.</summary>
    public async Task<IReadOnlyList<string>> TablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection($"{_connection};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var watchdog in _watchdogs)
        {
            await watchdog.DisposeAsync();
        }

        await _door.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    void Push(string image, params IEnumerable<(string Name, string Up, string Down)> scripts)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, image.Replace(':', '-'))).FullName;
        foreach (var (name, up, down) in scripts)
        {
            File.WriteAllText(Path.Combine(folder, $"{name}.sql"), up);
            File.WriteAllText(Path.Combine(folder, $"{name}.down.sql"), down);
        }

        var function = new WatchedFunction(Account, _connection, folder, request => EndingOf(request));
        Account.Images.Push(image, function.HandleAsync, WatchedFunction.Timeout);
    }

    FunctionHandler Watchdog(string code)
    {
        var watchdog = new WatchdogProcess(_door.HostAndPort, code);
        _watchdogs.Add(watchdog);
        return (call, cancellationToken) => RunAsync(watchdog, call, cancellationToken);
    }

    async Task<ReadOnlyMemory<byte>> RunAsync(WatchdogProcess watchdog, FunctionCall call, CancellationToken cancellationToken)
    {
        var record = Encoding.UTF8.GetBytes(_door.Lead(Encoding.UTF8.GetString(call.Payload.Span)));
        var result = await Account.Time.OutsideAsync(() => watchdog.RunAsync(record, cancellationToken));
        return result is Responded
            ? result.Body
            : throw new FunctionErrorException("Error", $"{JsonNode.Parse(result.Body.Span)!["errorMessage"]}");
    }
}

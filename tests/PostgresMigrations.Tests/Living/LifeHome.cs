using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>The database of one life, and what the setting makes of it.</summary>
/// <param name="postgres">The server.</param>
/// <param name="connectionString">Of the database; it need not be there.</param>
/// <param name="setting">The life's.</param>
sealed class LifeHome(SharedPostgres postgres, string connectionString, Setting setting)
{
    readonly string _name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
    int _revision;

    public SharedPostgres Postgres => postgres;

    public Setting Setting => setting;

    /// <summary>As the stack has it.</summary>
    public TestDatabase Database { get; } = new(connectionString);

    /// <summary>As an application has it: unqualified names lead to the stack's schema.</summary>
    public TestDatabase Inside { get; } = new($"{connectionString};Search Path={setting.Schema}");

    public static async Task<LifeHome> BuildAsync(SharedPostgres postgres, Setting setting)
    {
        var connection = setting.MakesDatabase
            ? new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString) { Database = $"life_{Guid.NewGuid():N}" }
                .ConnectionString
            : (await TestDatabase.CreateAsync(postgres)).ConnectionString;
        var home = new LifeHome(postgres, connection, setting);
        if (!setting.MakesDatabase)
        {
            await home.Database.ExecuteAsync(LockWatch.Begin);
        }

        if (setting is { Policy: DeletePolicy.DropSchema, WasThereBefore: true })
        {
            await home.Database.ExecuteAsync($"CREATE SCHEMA {setting.Schema}");
        }

        return home;
    }

    public JsonObject NextProperties(params IEnumerable<(string Name, string Value)> more) => TestStack.Revision(
        ++_revision,
        [
            ("Transaction", setting.IsInScriptMode ? "Script" : "Batch"), ("OnDelete", $"{setting.Policy}"),
            ("Schema", setting.Schema), ("LockTimeout", setting.LockTimeout),
            .. setting.MakesDatabase ? [("CreateDatabase", "true")] : Array.Empty<(string, string)>(), .. more,
        ]);

    public async Task<bool> IsThereAsync() =>
        !setting.MakesDatabase || await new TestDatabase(postgres.Server.SuperuserConnectionString)
            .ValueAsync($"SELECT count(*) FROM pg_database WHERE datname = '{_name}'") == "1";

    /// <summary>Nobody has worked in the schema without its lock; of a database of the stack's own nobody has looked.</summary>
    public async Task CheckLockAsync() =>
        (setting.MakesDatabase ? "False" : await Database.ValueAsync(LockWatch.Breach))
            .ShouldBe("False", "a migrator at work without the schema's lock");

    /// <summary>What a database that is not there has is nothing.</summary>
    public async Task<IReadOnlyList<string>> CatalogueAsync() => await IsThereAsync() ? await Inside.CatalogueAsync() : [];

    /// <summary>The names of scripts that the journal has in a state.</summary>
    public async Task<HashSet<string>> JournaledAsync(params IEnumerable<string> states) =>
        (await Database.RowsAsync(
            $"SELECT name FROM lockstep.journal WHERE schema = '{setting.Schema}' "
                + $"AND state IN ({string.Join(", ", states.Select(state => $"'{state}'"))})")).ToHashSet(StringComparer.Ordinal);
}

using Lockstep.EndToEnd.Tests.Living;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Npgsql;

namespace Lockstep.EndToEnd.Tests;

/// <summary>
/// The project's template with <c>Environment: ephemeral</c>: the migration makes the database and drops it again, and nothing
/// is left of the stack.
/// </summary>
/// <remarks>The engine, the function as processes and PostgreSQL together.</remarks>
public sealed class AStackThatIsThrownAway(SharedPostgres postgres) : IAsyncLifetime
{
    const string Api = "ApiFunction";
    const string Missing = "api:missing";

    static readonly (string, string)[] Items =
    [
        ("1_items.sql", "CREATE TABLE items (id int)"), ("1_items.down.sql", "DROP TABLE items"),
    ];

    readonly string _name = $"ephemeral_{Guid.NewGuid():N}";
    LifeDatabase? _database;
    StackStage? _stage;

    LifeDatabase Database => _database!;

    StackStage Stage => _stage!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MakesItsDatabaseAndDropsIt()
    {
        await Stage.Stack.CreateAsync(Template(image: 1, "api:1"), Token);

        Stage.Stack.Status.ShouldBe(Status.CreateComplete, Events());
        (await Database.ColumnAsync("SELECT name FROM lockstep.journal WHERE state = 'applied'")).ShouldBe(["1_items.sql"]);
        (await Database.IsTrueAsync("SELECT has_table_privilege('api', 'items', 'INSERT')")).ShouldBeTrue();
        await Database.ExecuteAsync("INSERT INTO items VALUES (1)");

        await Stage.Stack.DeleteAsync(Token);

        Stage.Stack.Status.ShouldBe(Status.DeleteComplete, Events());
        (await LeftAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task LeavesNothingWhereItsFirstDeploymentFails()
    {
        await Stage.Stack.CreateAsync(Template(image: 1, Missing), Token);

        Stage.Stack.Status.ShouldBe(Status.RollbackComplete, Events());
        Events().ShouldContain("CREATE_FAILED");
        (await LeftAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task HasTheFormerSchemaAndItsRowsWhereAnUpdateFails()
    {
        await Stage.Stack.CreateAsync(Template(image: 1, "api:1"), Token);
        await Database.ExecuteAsync("INSERT INTO items VALUES (1)");
        var before = await Database.LookAsync();

        await Stage.Stack.UpdateAsync(Template(image: 2, Missing), Token);

        Stage.Stack.Status.ShouldBe(Status.UpdateRollbackComplete, Events());
        before.DifferenceTo(await Database.LookAsync()).ShouldBeEmpty();
        (await Database.ColumnAsync("SELECT id FROM items")).ShouldBe(["1"]);
        await Stage.Stack.DeleteAsync(Token);
        (await LeftAsync()).ShouldBeEmpty();
    }

    public async ValueTask InitializeAsync()
    {
        var server = postgres.Server;
        var login = await server.CreateLoginAsync("CREATEROLE CREATEDB", Token);
        var owner = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString)
        {
            Username = login.Name,
            Password = login.Password,
            Database = null,
        };
        _stage = await StackStage.SetAsync(owner.ConnectionString, new DatabaseType(server.Host, server.Port));
        owner.Database = _name;
        _database = LifeDatabase.Of(server, owner.ConnectionString, "public");
        Stage.Images.Registry.Push("api:1");
        Stage.Images.Push(LifeTemplate.Image(1), Items);
        Stage.Images.Push(
            LifeTemplate.Image(2), [.. Items, ("2_more.sql", "CREATE TABLE more (id int)"), ("2_more.down.sql", "DROP TABLE more")]);
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    // A function of an image that is not in the registry cannot be made.
    StackTemplate Template(int image, string api) => StackTemplate.Load(File.ReadAllText(Built.Template), new(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["Environment"] = "ephemeral", ["DatabaseName"] = _name },
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MigrationFunction"] = LifeTemplate.Image(image),
            [Api] = api,
        }));

    async Task<IReadOnlyList<string>> LeftAsync()
    {
        await using var connection = new NpgsqlConnection(postgres.Server.SuperuserConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(
            "SELECT datname FROM pg_database WHERE datname = $1 UNION ALL SELECT rolname FROM pg_roles WHERE rolname = 'api'",
            connection)
        {
            Parameters = { new() { Value = _name } },
        };
        await using var reader = await command.ExecuteReaderAsync(Token);
        var left = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            left.Add(reader.GetString(0));
        }

        return left;
    }

    string Events() => string.Join('\n', Stage.Stack.Events);
}

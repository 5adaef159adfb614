using Lockstep.EndToEnd.Tests.Living;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Simulating;
using Npgsql;

namespace Lockstep.EndToEnd.Tests;

/// <summary>
/// Another <c>DatabaseName</c> needs another cluster: CloudFormation makes it, the migration moves there, and what was there
/// before goes in the cleanup, the migration first.
/// </summary>
/// <remarks>The engine, the function as processes and PostgreSQL together.</remarks>
public sealed class AStackWhoseDatabaseIsReplaced(SharedPostgres postgres) : IAsyncLifetime
{
    static readonly (string, string)[] First =
    [
        ("1_items.sql", "CREATE TABLE items (id int)"), ("1_items.down.sql", "DROP TABLE items"),
    ];

    PostgresLogin? _login;
    LifeDatabase? _old;
    LifeDatabase? _new;
    StackStage? _stage;

    LifeDatabase Old => _old!;

    LifeDatabase New => _new!;

    StackStage Stage => _stage!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Retain", "1")]
    [InlineData("Revert", "0")]
    public async Task HasItsSchemaInTheNewOne(string onDelete, string left)
    {
        await CreateAsync(onDelete);

        await Stage.Stack.UpdateAsync(Template(NewName, onDelete, image: 2), Token);

        Stage.Stack.Status.ShouldBe(Status.UpdateComplete, string.Join('\n', Stage.Stack.Events));
        (await New.ColumnAsync("SELECT name FROM lockstep.journal WHERE state = 'applied' ORDER BY 1"))
            .ShouldBe(["1_items.sql", "2_more.sql"]);
        (await Old.ColumnAsync("SELECT num_nonnulls(to_regclass('items'))")).ShouldBe([left]);
        Gone().ShouldBe("Migration, Cluster");
    }

    [Fact]
    public async Task IsBackInTheOldOneWhereTheUpdateFails()
    {
        await CreateAsync("Retain");
        await Old.ExecuteAsync("INSERT INTO items VALUES (1)");
        var before = await Old.LookAsync();
        var id = Stage.Stack.Find("Migration")!.PhysicalId;

        await Stage.Stack.UpdateAsync(Template(NewName, "Retain", image: 2, fails: "Update"), Token);

        Stage.Stack.Status.ShouldBe(Status.UpdateRollbackComplete, string.Join('\n', Stage.Stack.Events));
        Stage.Stack.Find("Migration")!.PhysicalId.ShouldBe(id);
        before.DifferenceTo(await Old.LookAsync()).ShouldBeEmpty();
        (await Old.ColumnAsync("SELECT id FROM items")).ShouldBe(["1"]);
        Gone().ShouldBe("Migration, Cluster");
        Stage.Wire.Exchanges.ShouldAllBe(exchange => exchange.IsAnsweredOnce);
    }

    public async ValueTask InitializeAsync()
    {
        _login = await postgres.Server.CreateLoginAsync("CREATEROLE", Token);
        _old = await LifeDatabase.CreateAsync(postgres.Server, _login, "public");
        _stage = await StackStage.SetAsync(At(null), Clusters(), new TestType(TimeProvider.System));
        Stage.Images.Push(LifeTemplate.Image(1), First);
        Stage.Images.Push(
            LifeTemplate.Image(2), [.. First, ("2_more.sql", "CREATE TABLE more (id int)"), ("2_more.down.sql", "DROP TABLE more")]);
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        await Old.DisposeAsync();
        await (_new?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    async Task CreateAsync(string onDelete)
    {
        await Stage.Stack.CreateAsync(Template(OldName, onDelete, image: 1), Token);
        Stage.Stack.Status.ShouldBe(Status.CreateComplete);
    }

    string OldName => new NpgsqlConnectionStringBuilder(Old.Owner).Database!;

    string NewName => $"{OldName}_new";

    // As RDS makes it with the cluster; the stand-in for it is on the same server.
    DatabaseType Clusters() => new(postgres.Server.Host, postgres.Server.Port)
    {
        MakeDatabaseAsync = async (name, _) =>
        {
            await Old.AdministerAsync($"CREATE DATABASE {name} OWNER {_login!.Name}");
            _new = LifeDatabase.Of(postgres.Server, At(name), "public");
        },
    };

    // The function itself knows of no database: the migration's property says which.
    string At(string? database) => new NpgsqlConnectionStringBuilder(Old.Owner) { Database = database }.ConnectionString;

    string Gone() => string.Join(", ", Stage.Stack.Events
        .Where(told => told.ResourceStatus == Status.DeleteComplete && told.LogicalResourceId is "Migration" or "Cluster")
        .Select(told => told.LogicalResourceId));

    static StackTemplate Template(string database, string onDelete, int image, string fails = "") => LifeTemplate
        .WithMigration(image, new()
        {
            ["Host"] = TemplateBuilder.GetAtt("Cluster", "Endpoint.Address"),
            ["Port"] = TemplateBuilder.GetAtt("Cluster", "Endpoint.Port"),
            ["Database"] = database,
            ["OnDelete"] = onDelete,
        })
        .Add("Cluster", "AWS::RDS::DBCluster", new() { ["DatabaseName"] = database })
        .Add("Sibling", TestType.Name, new() { ["In"] = TemplateBuilder.GetAtt("Migration", "SchemaVersion"), ["Fails"] = fails })
        .Build();
}

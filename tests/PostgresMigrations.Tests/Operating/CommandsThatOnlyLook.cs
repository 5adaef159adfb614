using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Operating;

/// <summary>Whatever the state of a database is, status and plan leave no trace in it.</summary>
public sealed class CommandsThatOnlyLook(SharedPostgres postgres)
{
    [Theory]
    [InlineData("nothing")]
    [InlineData("deployed")]
    [InlineData("kept")]
    [InlineData("foreign")]
    public async Task WriteNothing(string state)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await PrepareAsync(database, stack, state);
        var before = await TraceAsync(database);
        var asking = new Operator(stack, database.ConnectionString);

        foreach (var image in new[] { Shop.Old(), Shop.New(), Shop.New().And(("0005_wrong.sql", "CREATE TABEL x (); DELETE FROM customers")) })
        {
            await asking.StatusAsync(image, new JsonObject { ["Schema"] = "missing" });
            await asking.StatusAsync(image);
            await asking.PlanAsync(image, new JsonObject { ["TargetVersion"] = "1" });
            await asking.PlanAsync(image);
        }

        (await TraceAsync(database)).ShouldBe(before);
    }

    [Fact]
    public async Task WorkWhereWritingIsForbidden()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var asking = new Operator(stack, $"{database.ConnectionString};Options=-c default_transaction_read_only=on");

        (await asking.StatusAsync(Shop.New())).GetProperty("DatabaseVersion").GetString().ShouldBe("2");
        (await asking.PlanAsync(Shop.New())).GetProperty("VersionAfter").GetString().ShouldBe("4");
    }

    [Fact]
    public async Task SayWhatIsWrongWithTheEvent()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var asking = new Operator(stack, database.ConnectionString);

        Error(await asking.AskAsync(Shop.Old(), "stats")).ShouldContain("There is no command 'stats'. Did you mean status?");
        Error(await asking.StatusAsync(Shop.Old(), new JsonObject { ["Shema"] = "app", ["Port"] = "many" }))
            .ShouldContain("Invalid properties of the command status: ");
        Error(await asking.StatusAsync(Shop.Old(), new JsonObject { ["Schema"] = "lockstep" })).ShouldContain("neither lockstep");
        (await database.RowsAsync("SELECT nspname FROM pg_namespace WHERE nspname = 'lockstep'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task SayWhyTheDatabaseCannotBeReachedAndKeepItsPassword()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var asking = new Operator(stack, $"{database.ConnectionString};Database=not_here;Password=hunter2");

        var error = Error(await asking.StatusAsync(Shop.Old()));

        error.ShouldContain("There is no database \"not_here\"");
        stack.Log.Text.ShouldNotContain("hunter2");
    }

    static string Error(System.Text.Json.JsonElement document) => document.GetProperty("Error").GetString()!;

    static async Task PrepareAsync(TestDatabase database, TestStack stack, string state)
    {
        if (state == "foreign")
        {
            await database.ExecuteAsync("CREATE TABLE theirs (id int)");
        }

        if (state is "deployed" or "kept")
        {
            await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        }

        if (state == "kept")
        {
            var next = Shop.Old().And(("0003_create_orders.sql", "CREATE TABLE orders (id int)"));
            await stack.UpdateAsync(next, TestStack.Revision(2));
            await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));
        }
    }

    // Who writes a row leaves its transaction's number on it, in the catalogue as in any table.
    static async Task<IReadOnlyList<string>> TraceAsync(TestDatabase database)
    {
        var tables = await database.RowsAsync(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND oid >= 16384 AND relnamespace <> 'pg_toast'::regnamespace");
        return await database.RowsAsync(string.Join(
            " UNION ALL ",
            tables.Concat(["pg_class", "pg_attribute", "pg_namespace", "pg_proc", "pg_depend"]).Select(
                table => $"SELECT '{table}', count(*)::text, max(xmin::text::bigint)::text, max(ctid::text) FROM {table}")));
    }
}

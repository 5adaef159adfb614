using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Operating;

public sealed class APlan(SharedPostgres postgres)
{
    static readonly (string Name, string Text)[] Indexed =
    [
        .. Shop.Second,
        ("0005_index.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY orders_customer ON orders (customer)"),
        ("0005_index.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY orders_customer"),
        ("0006_last.sql", "INSERT INTO orders VALUES (8, 2)"),
        ("0006_last.down.sql", "DELETE FROM orders WHERE id = 8"),
    ];

    [Fact]
    public async Task LooksLikeThis()
    {
        var (_, stack, asking) = await StartAsync();
        using var __ = stack;
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));

        var plan = await asking.PlanAsync(Shop.Old().And(Indexed));

        Scrubbed.Text(plan).ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public async Task IsWhatTheDeploymentThenDoes()
    {
        var (database, stack, asking) = await StartAsync();
        using var __ = stack;
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var next = Shop.Old().And(Indexed);

        var plan = await asking.PlanAsync(next);
        var answer = await stack.UpdateAsync(next, TestStack.Revision(2));

        Steps(plan).Select(step => $"{step}|applied").ShouldBe((await database.JournalAsync()).Skip(2));
        answer["DatabaseVersion"].ShouldBe(plan.GetProperty("VersionAfter").GetString());
        (await stack.RollBackAsync(next, TestStack.Revision(2), TestStack.Revision(1)))["RevertedCount"].ShouldBe("4");
        plan.GetProperty("Rollback").GetProperty("Outcome").GetString().ShouldBe("Reverts");
    }

    [Fact]
    public async Task ToGoDownShowsWhatIsReverted()
    {
        var (_, stack, asking) = await StartAsync();
        using var __ = stack;
        await stack.CreateAsync(Shop.New(), TestStack.Revision(1));

        var plan = await asking.PlanAsync(Shop.New(), new JsonObject { ["TargetVersion"] = "2" });

        Steps(plan).ShouldBe(["0004_add_email.sql", "0003_create_orders.sql"]);
        plan.GetProperty("Segments")[0].GetProperty("Steps")[0].GetProperty("Action").GetString().ShouldBe("Revert");
        plan.GetProperty("VersionAfter").GetString().ShouldBe("2");
        plan.GetProperty("Rollback").GetProperty("Segments")[0].GetProperty("Steps")[0].GetProperty("Name").GetString()
            .ShouldBe("0003_create_orders.sql");
    }

    // The code that a rollback brings back was written for what the order takes away.
    [Fact]
    public async Task ToGoDownIsTakenBackWhateverIsToBeKept()
    {
        var (database, stack, asking) = await StartAsync();
        using var __ = stack;
        await stack.CreateAsync(Shop.New(), TestStack.Revision(1));
        var before = await database.TablesAsync();
        var down = TestStack.Revision(2, ("TargetVersion", "2"), ("OnRollback", "Keep"));

        var rollback = (await asking.PlanAsync(Shop.New(), down)).GetProperty("Rollback");
        (await stack.UpdateAsync(Shop.New(), down)).ShouldSucceed();
        (await stack.RollBackAsync(Shop.New(), down, TestStack.Revision(1))).ShouldSucceed();

        rollback.GetProperty("Outcome").GetString().ShouldBe("Reverts");
        rollback.GetProperty("Segments")[0].GetProperty("Steps")[0].GetProperty("Name").GetString()
            .ShouldBe("0003_create_orders.sql");
        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task NamesAllRefusalsAtOnceAsTheDeploymentDoes()
    {
        var (_, stack, asking) = await StartAsync();
        using var __ = stack;
        await stack.CreateAsync(Shop.New(), TestStack.Revision(1));
        var wrong = Shop.New().And(
            ("0002_fill_customers.sql", "SELECT 2"), ("0005_vacuum.sql", "VACUUM customers"), ("0000_late.sql", "SELECT 0"));

        var plan = await asking.PlanAsync(wrong);
        var answer = await stack.UpdateAsync(wrong, TestStack.Revision(2));

        var refusals = plan.GetProperty("Refusals").EnumerateArray().Select(refusal => refusal.GetString()!).ToList();
        refusals.Count.ShouldBe(3);
        answer.Reason.ShouldBe($"Nothing was run. {string.Join(' ', refusals)}");
    }

    [Theory]
    [InlineData("0003_more.sql", "CREATE TABLE more ()", "Revert", "Keeps", "0003_more.sql has no down script.")]
    [InlineData("0003_more.sql", "-- lockstep: irreversible\nCREATE TABLE more ()", "Revert", "Keeps", "0003_more.sql is irreversible.")]
    [InlineData("0003_more.sql", "CREATE TABLE more ()", "Keep", "Keeps", "OnRollback is Keep.")]
    public async Task SaysWhenARollbackWouldKeepTheSchema(string name, string text, string policy, string outcome, string reason)
    {
        var (_, stack, asking) = await StartAsync();
        using var __ = stack;
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));

        var rollback = (await asking.PlanAsync(Shop.Old().And((name, text)), new JsonObject { ["OnRollback"] = policy }))
            .GetProperty("Rollback");

        rollback.GetProperty("Outcome").GetString().ShouldBe(outcome);
        rollback.GetProperty("Reasons")[0].GetString().ShouldBe(reason);
    }

    [Fact]
    public async Task FindsEverySyntaxErrorAndRunsNothing()
    {
        var (database, stack, asking) = await StartAsync();
        using var __ = stack;
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var next = Shop.Old().And(
            ("0003_wider.sql", "ALTER TABLE customers ADD COLUMN email text;\nINSERT INTO customers VALUES (3, 'Alan', 'a@b')"),
            ("0004_wrong.sql", "CREATE TABLE fine (id int);\nSELECT * FROM nowhere;\n\n  CREATE TABEL wrong ();\nSELECT 1 +;"),
            ("0004_wrong.down.sql", "DROP TABLE fine, ;"),
            ("0005_own.sql", "-- lockstep: no-transaction\nBEGIN;\nCREATE TABLE own ();\nCOMMIT;\nSELEC 1;"));

        var syntax = (await asking.PlanAsync(next)).GetProperty("Syntax");

        syntax.GetProperty("Findings").EnumerateArray()
            .Select(one => $"{one.GetProperty("File").GetString()}:{one.GetProperty("Line")}:{one.GetProperty("Column")}: "
                + one.GetProperty("Message").GetString())
            .ShouldBe(
            [
                "0004_wrong.sql:4:10: 42601 syntax error at or near \"TABEL\"",
                "0004_wrong.sql:5:11: 42601 syntax error at end of input",
                "0004_wrong.down.sql:1:18: 42601 syntax error at end of input",
                "0005_own.sql:5:1: 42601 syntax error at or near \"SELEC\"",
            ]);
        syntax.GetProperty("Statements").GetInt32().ShouldBe(11);
        (await database.TablesAsync()).Count(table => table.StartsWith("customers(", StringComparison.Ordinal)).ShouldBe(1);
        (await database.RowsAsync("SELECT relname FROM pg_class WHERE relname IN ('fine', 'own')")).ShouldBeEmpty();
    }

    [Fact]
    public async Task AsksTheServerNothingMoreWhereThatIsNotWanted()
    {
        var (_, stack, asking) = await StartAsync();
        using var __ = stack;

        var plan = await asking.AskAsync(Shop.Old(), "plan", null, ("CheckSyntax", "false"));

        plan.GetProperty("Syntax").ValueKind.ShouldBe(JsonValueKind.Null);
        (await asking.AskAsync(Shop.Old(), "plan", null, ("CheckSyntax", "maybe")))
            .GetProperty("Error").GetString()!.ShouldContain("CheckSyntax is neither true nor false");
    }

    [Fact]
    public async Task IsThatOfTheResourceWhichIsNamed()
    {
        var (_, stack, asking) = await StartAsync();
        using var __ = stack;
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));

        (await asking.PlanAsync(Shop.Old())).GetProperty("Refusals").GetArrayLength().ShouldBe(0);
        (await asking.AskAsync(Shop.Old(), "plan", null, ("StackId", stack.StackId), ("LogicalResourceId", "Other")))
            .GetProperty("Refusals")[0].GetString()!.ShouldContain("belongs to the resource Migration of this stack");
        (await asking.AskAsync(Shop.Old(), "plan", null, ("StackId", "arn:other"), ("LogicalResourceId", "Migration")))
            .GetProperty("TakesOver").GetString()!.ShouldContain("belonged to Migration of");
    }

    static IEnumerable<string?> Steps(JsonElement plan) =>
        plan.GetProperty("Segments").EnumerateArray().SelectMany(segment => segment.GetProperty("Steps").EnumerateArray())
            .Select(step => step.GetProperty("Name").GetString());

    async Task<(TestDatabase Database, TestStack Stack, Operator Asking)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        return (database, stack, new Operator(stack, database.ConnectionString));
    }
}

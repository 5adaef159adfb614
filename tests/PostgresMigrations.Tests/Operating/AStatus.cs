using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Operating;

public sealed class AStatus(SharedPostgres postgres)
{
    [Fact]
    public async Task TellsWhereADatabaseWithoutAJournalStands()
    {
        var (database, stack, asking) = await StartAsync();
        using var _ = stack;

        var status = await asking.StatusAsync(Shop.New());

        status.GetProperty("Journal").GetProperty("State").GetString().ShouldBe("Missing");
        status.GetProperty("DatabaseVersion").GetString().ShouldBe("0");
        Names(status, "Pending").ShouldBe(
            ["0001_create_customers.sql", "0002_fill_customers.sql", "0003_create_orders.sql", "0004_add_email.sql"]);
        status.GetProperty("Deployments").GetArrayLength().ShouldBe(0);
        (await database.RowsAsync("SELECT nspname FROM pg_namespace WHERE nspname = 'lockstep'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task LooksLikeThis()
    {
        var (database, stack, asking) = await StartAsync();
        using var _ = stack;
        var next = Shop.Old().And(("0003_create_orders.sql", "CREATE TABLE orders (id int)"));
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await stack.UpdateAsync(next, TestStack.Revision(2));
        await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));
        await stack.UpdateAsync(Shop.Old(), TestStack.Revision(3));
        await database.ExecuteAsync(
            "CREATE INDEX left_over ON customers (name); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'left_over'::regclass");

        var status = await asking.StatusAsync(Shop.Old().And(("0004_more.sql", "SELECT 1")));

        Scrubbed.Text(status).ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public async Task SaysHowEachKeptRowIsSettled()
    {
        var (_, stack, asking) = await StartAsync();
        using var __ = stack;
        var next = Shop.Old().And(("0003_create_orders.sql", "CREATE TABLE orders (id int)"));
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await stack.UpdateAsync(next, TestStack.Revision(2));
        await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        Kept(await asking.StatusAsync(next)).ShouldBe("Adopted");
        Kept(await asking.StatusAsync(Shop.Old())).ShouldBe("Unsettled");
        Kept(await asking.StatusAsync(Shop.Old(), new JsonObject { ["TargetVersion"] = "1" })).ShouldBe("Unsettled");
        Kept(await asking.StatusAsync(Shop.Old(), new JsonObject { ["Accept"] = new JsonArray("3") })).ShouldBe("Accepted");
    }

    [Fact]
    public async Task SaysTheSameOfARepeatableThatWasKept()
    {
        var (_, stack, asking) = await StartAsync();
        using var __ = stack;
        var next = Shop.Old().And(("repeatable/names.sql", "CREATE VIEW names AS SELECT name FROM customers"));
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await stack.UpdateAsync(next, TestStack.Revision(2, ("OnRollback", "Keep")));
        await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2, ("OnRollback", "Keep")), TestStack.Revision(1));

        Kept(await asking.StatusAsync(next)).ShouldBe("Adopted");
        Kept(await asking.StatusAsync(Shop.Old().And(("repeatable/names.sql", "CREATE VIEW names AS SELECT id FROM customers"))))
            .ShouldBe("Replaced");
        Kept(await asking.StatusAsync(Shop.Old())).ShouldBe("Left");
    }

    [Fact]
    public async Task TellsWhatIsAheadAndWhatIsEdited()
    {
        var (_, stack, asking) = await StartAsync();
        using var __ = stack;
        await stack.CreateAsync(Shop.New(), TestStack.Revision(1));

        Names(await asking.StatusAsync(Shop.Old()), "Ahead").ShouldBe(["0003_create_orders.sql", "0004_add_email.sql"]);
        var edited = await asking.StatusAsync(Shop.New().And(("0002_fill_customers.sql", "SELECT 2")));
        edited.GetProperty("Findings")[0].GetString()!.ShouldStartWith("0002_fill_customers.sql was edited after it was applied");
    }

    [Fact]
    public async Task DoesNotReadAJournalThatSomebodyElseCouldHaveWritten()
    {
        var migrator = await postgres.Server.CreateLoginAsync("", TestContext.Current.CancellationToken);
        var attacker = await postgres.Server.CreateLoginAsync("", TestContext.Current.CancellationToken);
        var database = await TestDatabase.CreateAsync(postgres, migrator);
        using var stack = new TestStack(database.As(migrator));
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await database.ExecuteAsync($"GRANT UPDATE ON lockstep.journal TO {attacker.Name}");

        var status = await new Operator(stack, database.As(migrator)).StatusAsync(Shop.New());

        status.GetProperty("Journal").GetProperty("State").GetString().ShouldBe("NotTrusted");
        status.GetProperty("Journal").GetProperty("Reason").GetString()!
            .ShouldContain($"lockstep.journal grants UPDATE to {attacker.Name}");
        status.GetProperty("Pending").ValueKind.ShouldBe(JsonValueKind.Null);
        status.GetProperty("Rights").GetProperty("CreateInSchema").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task TellsWhatMayNotBeReadAndWhatIsSeenAllTheSame()
    {
        var reader = await postgres.Server.CreateLoginAsync("", TestContext.Current.CancellationToken);
        var (database, stack, _) = await StartAsync();
        using var __ = stack;
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));

        var status = await new Operator(stack, database.As(reader)).StatusAsync(Shop.Old());

        status.GetProperty("Journal").GetProperty("State").GetString().ShouldBe("NotTrusted");
        status.GetProperty("Rights").GetProperty("WriteJournal").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task NamesWhoHoldsTheLockAndNotWhatItsStatementSays()
    {
        var (database, stack, asking) = await StartAsync();
        using var __ = stack;
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await using var gate = await database.LockAsync(4712);
        var slow = Shop.Old().And(("0003_slow.sql", "SELECT pg_advisory_xact_lock(4712), 'hunter2'"));
        var running = stack.DeliverAsync(slow, stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1)));
        await database.UntilSomebodyWaitsForAsync(4712);

        var status = await asking.StatusAsync(slow);

        await gate.DisposeAsync();
        await running;
        var holder = status.GetProperty("Lock");
        holder.GetProperty("Application").GetString().ShouldBe("lockstep");
        holder.GetProperty("WaitsFor").GetString().ShouldBe("Lock: advisory");
        holder.GetProperty("Statement").GetString().ShouldBe("SELECT");
        holder.GetProperty("DeploymentId").GetInt64().ShouldBe(status.GetProperty("Deployments")[0].GetProperty("Id").GetInt64());
        status.GetProperty("Deployments")[0].GetProperty("Pid").GetInt32().ShouldBe(holder.GetProperty("Pid").GetInt32());
        status.GetRawText().ShouldNotContain("hunter2");
    }

    static string? Kept(JsonElement status) => status.GetProperty("Kept")[0].GetProperty("Settlement").GetString();

    static IEnumerable<string?> Names(JsonElement document, string member) =>
        document.GetProperty(member).EnumerateArray().Select(script => script.GetProperty("Name").GetString());

    async Task<(TestDatabase Database, TestStack Stack, Operator Asking)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        return (database, stack, new Operator(stack, database.ConnectionString));
    }
}

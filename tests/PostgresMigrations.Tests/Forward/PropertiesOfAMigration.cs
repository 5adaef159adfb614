using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

public sealed class PropertiesOfAMigration(SharedPostgres postgres)
{
    [Fact]
    public async Task AreAllCheckedBeforeAnythingIsDone()
    {
        using var stack = new TestStack("");
        var properties = TestStack.Revision(
            1, ("Port", "many"), ("OnDelete", "Explode"), ("Hots", "h"), ("LockTimeout", "soon"), ("TargetVersion", "newest"),
            ("Baseline", "three"), ("Schema", "pg_mine"));
        properties["Variables"] = new System.Text.Json.Nodes.JsonObject { ["db_password"] = "x" };
        properties.Remove("Revision");

        var answer = await stack.CreateAsync(Shop.Old(), properties);

        answer.Status.ShouldBe("FAILED");
        answer.Reason!.ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    // PostgreSQL reads "$user" in search_path as the name of whoever is signed in, in quotes, too.
    [Theory]
    [InlineData("$user")]
    [InlineData("information_schema")]
    public async Task NameNoSchemaThatIsNotTheMigrations(string schema)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", schema)))).ShouldFail(
            "Schema: 1 to 63 bytes, and neither lockstep, information_schema, $user nor a name that begins with pg_");

        (await database.TablesAsync()).ShouldBeEmpty();
    }

    // It was an ArgumentOutOfRangeException, whose details only the log had.
    [Fact]
    public async Task NameNoHostThatNoResolverTakes()
    {
        using var stack = new TestStack("");

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Host", new string('h', 1200)))))
            .ShouldFail("Host: no name in DNS is longer than 253 characters");
    }

    [Fact]
    public async Task OfAForwardUpdateAreCheckedToo()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));

        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("OnAhed", "Keep"))))
            .ShouldFail("OnAhed is not a property (did you mean OnAhead?)");

        (await database.JournalAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task OfARollbackNeverStandInItsWay()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var before = TestStack.Revision(1, ("FromAnOlderImage", "x"), ("OnAhead", "Whatever"));
        var failed = TestStack.Revision(2, ("FromANewerImage", "y"), ("LockTimeout", "\0"));
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await database.ExecuteAsync(
            "UPDATE lockstep.deployment SET properties = properties || "
                + "'{\"FromAnOlderImage\": \"x\", \"OnAhead\": \"Whatever\"}'");
        (await stack.SendAsync(Shop.New(), stack.Event("Update", failed, before))).Status.ShouldBe("FAILED");

        var answer = await stack.RollBackAsync(Shop.Old(), failed, before);

        answer.ShouldSucceed();
        answer["SchemaVersion"].ShouldBe("2");
    }

    [Fact]
    public async Task OfARollbackNeverStandInItsWayAlsoWithHalfASurrogatePair()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var before = TestStack.Revision(1);
        var failed = TestStack.Revision(1, ("LockTimeout", TestStack.HalfCharacter));
        await stack.CreateAsync(Shop.Old(), before);
        (await stack.SendAsync(Shop.New(), stack.Event("Update", failed, before))).Status.ShouldBe("FAILED");

        (await stack.RollBackAsync(Shop.Old(), failed, before)).ShouldSucceed();
        (await stack.DeleteAsync(Shop.Old(), failed)).ShouldSucceed();
    }

    [Fact]
    public async Task CanAskForATransactionAScript()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();
        var image = Shop.New().And(("0005_x.sql", "SELECT 1/0"));

        var failed = await stack.UpdateAsync(image, TestStack.Revision(2, ("Transaction", "Script")));

        failed.ShouldFail(
            "0005_x.sql:1:1: 22012 division by zero. "
                + "Committed and still there: 0004_add_email.sql, 0003_create_orders.sql.");
        (await database.JournalAsync()).Count.ShouldBe(4);
        (await stack.RollBackAsync(
            Shop.Old(), TestStack.Revision(2, ("Transaction", "Script")), TestStack.Revision(1)))["RevertedCount"].ShouldBe("2");
        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task CanAskARollbackToKeep()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var keep = TestStack.Revision(2, ("OnRollback", "Keep"));
        await stack.UpdateAsync(Shop.New(), keep);

        var answer = await stack.RollBackAsync(Shop.Old(), keep, TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("OnRollback is Keep");
        answer["DatabaseVersion"].ShouldBe("4");
        stack.Log.Text.ShouldNotContain("\"level\":\"ERROR\"");
    }

    // The former text of the view counted as applied, although the newer one stays.
    [Fact]
    public async Task WithARollbackThatKeepsAViewHaveTheFingerprintOfWhatIsApplied()
    {
        (string, string) View(string column) => ("repeatable/names.sql", $"CREATE OR REPLACE VIEW names AS SELECT id{column} FROM customers");
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old().And(View(""));
        await stack.CreateAsync(old, TestStack.Revision(1));
        var keep = TestStack.Revision(2, ("OnRollback", "Keep"));
        await stack.UpdateAsync(Shop.Old().And(View(", name")), keep);

        var answer = await stack.RollBackAsync(old, keep, TestStack.Revision(1));

        var another = await TestDatabase.CreateAsync(postgres);
        using var without = new TestStack(another.ConnectionString);
        answer["Fingerprint"].ShouldBe((await without.CreateAsync(Shop.Old(), TestStack.Revision(1)))["Fingerprint"]);
        (await database.JournalAsync()).ShouldContain(row => row == "repeatable/names.sql|kept");
    }
}

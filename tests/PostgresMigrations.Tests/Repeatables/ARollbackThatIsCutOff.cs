using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Repeatables;

/// <summary>
/// The function dies between two transactions of a rollback, while a view is away that nobody has changed: a down outside a
/// transaction keeps the two apart.
/// </summary>
public sealed class ARollbackThatIsCutOff(SharedPostgres postgres)
{
    static readonly (string, string)[] First =
    [
        ("1_customers.sql", "CREATE TABLE customers (id int PRIMARY KEY, name text)"),
        ("1_customers.down.sql", "DROP TABLE customers"),
    ];

    // Newest first: the column goes in the first transaction, and a view has to make room for that.
    static readonly (string, string)[] Second =
    [
        ("2_email.sql", "ALTER TABLE customers ADD COLUMN phone text"),
        ("2_email.down.sql", "ALTER TABLE customers DROP COLUMN phone"),
        ("3_wait.sql", "SELECT 1"),
        ("3_wait.down.sql", "-- lockstep: no-transaction\nSELECT pg_advisory_lock(4711);\nSELECT pg_advisory_unlock(4711)"),
        ("4_email.sql", "ALTER TABLE customers ADD COLUMN email text"),
        ("4_email.down.sql", "ALTER TABLE customers DROP COLUMN email"),
    ];

    static readonly Image Old = Image.With([.. First, .. Views("id, name")]);

    static readonly Image New = Image.With([.. First, .. Second, .. Views("id, name, email")]);

    // With more of it another run would go on.
    static readonly (string, string)[] Patient = [("ServiceTimeout", "70"), ("LockTimeout", "30s")];

    const string ByHand = "GRANT SELECT ON names TO PUBLIC; COMMENT ON VIEW names IS 'by hand'; GRANT UPDATE (id) ON contacts TO PUBLIC";

    [Fact]
    public async Task PutsBackWhatItHadSetAsideWhenTheEventComesAgain()
    {
        var (database, stack, before) = await StartAsync();
        using var _ = stack;
        var rollback = stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2));
        await using var death = await DieInTheDownAsync(database, stack, Old, rollback);
        (await database.CatalogueAsync()).ShouldNotContain(line => line.Contains("names", StringComparison.Ordinal));

        var answer = await stack.SendAsync(Old, rollback);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        answer["RevertedCount"].ShouldBe("4");
        answer["PreviousVersion"].ShouldBe("4");
        (await database.CatalogueAsync()).ShouldBe(before);
        (await AsideAsync(database)).ShouldBeEmpty();
    }

    [Fact]
    public async Task PutsItBackWhenAnotherRollbackComesInItsPlace()
    {
        var (database, stack, before) = await StartAsync();
        using var _ = stack;
        await using var death = await DieInTheDownAsync(
            database, stack, Old, stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2)));

        var answer = await stack.RollBackAsync(Old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
        (await AsideAsync(database)).ShouldBeEmpty();
    }

    [Fact]
    public async Task PutsItBackWhenTheNextDeploymentComesInItsPlace()
    {
        var (database, stack, before) = await StartAsync();
        using var _ = stack;
        var after = await database.CatalogueAsync();
        await using var death = await DieInTheDownAsync(
            database, stack, Old, stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2)));

        (await stack.UpdateAsync(New, TestStack.Revision(3))).ShouldSucceed();

        (await database.CatalogueAsync()).ShouldBe(after);
        (await AsideAsync(database)).ShouldBeEmpty();
    }

    [Fact]
    public async Task PutsItBackWhenTheNextDeploymentDoesNotHaveTheFile()
    {
        var (database, stack, _) = await StartAsync();
        using var _1 = stack;
        await using var death = await DieInTheDownAsync(
            database, stack, Old, stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2)));
        var image = Image.With([.. First, .. Second, .. Views("id, name, email").Take(1)]);

        (await stack.UpdateAsync(image, TestStack.Revision(3))).ShouldSucceed();

        (await database.ValueAsync("SELECT has_table_privilege('public', 'names', 'SELECT')")).ShouldBe("True");
    }

    [Fact]
    public async Task LeavesNothingForASchemaThatIsMadeAnew()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        JsonObject Properties(int revision) => TestStack.Revision(revision, ("Schema", "shop"), ("OnDelete", "DropSchema"));
        (await stack.CreateAsync(Old, Properties(1))).ShouldSucceed();
        (await stack.UpdateAsync(New, Properties(2))).ShouldSucceed();
        await using var death = await DieInTheDownAsync(
            database, stack, Old, stack.Event("Update", Properties(1), Properties(2)));
        (await stack.DeleteAsync(Old, Properties(1))).ShouldSucceed();

        (await stack.CreateAsync(Image.With(First), Properties(4))).ShouldSucceed();

        (await database.TablesAsync("shop")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task GivesEverythingBackWhereALaterDownFailsInstead()
    {
        var (database, stack, _) = await StartAsync();
        using var _1 = stack;
        await database.ExecuteAsync("CREATE VIEW phones AS SELECT phone FROM customers");
        var before = await database.CatalogueAsync();

        var answer = await stack.RollBackAsync(Old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldStartWith(
            "The rollback did not revert repeatable/contacts.sql, 4_email.sql, 3_wait.sql, 2_email.sql; the schema stays ahead");
        (await database.CatalogueAsync()).ShouldBe(before);
        (await AsideAsync(database)).ShouldBeEmpty();
        answer["DatabaseVersion"].ShouldBe("4");
    }

    [Fact]
    public async Task GivesBackWhatWasOnlyInTheWayWhereTimeIsOver()
    {
        var (database, stack, before) = await StartAsync(Patient);
        using var _ = stack;

        var answer = await RunOutOfTimeAsync(database, stack, () => Task.CompletedTask);

        answer.Reason!.ShouldNotContain("Not back yet");
        (await database.CatalogueAsync()).Where(IsOfAView).ShouldBe(before.Where(IsOfAView));
        (await AsideAsync(database)).ShouldBeEmpty();
        var journal = await database.JournalAsync();
        journal.ShouldContain(row => row == "repeatable/contacts.sql|applied");
        (await stack.RollBackAsync(Old, TestStack.Revision(2), TestStack.Revision(1))).Reason.ShouldBeNull();
        (await database.JournalAsync()).ShouldBe(journal);
    }

    [Fact]
    public async Task SaysWhatIsNotBackWhereItDoesNotFit()
    {
        var (database, stack, _) = await StartAsync(Patient);
        using var _1 = stack;

        var answer = await RunOutOfTimeAsync(
            database, stack, () => database.ExecuteAsync("ALTER TABLE customers RENAME COLUMN name TO called"));

        answer.Reason!.ShouldContain("Not back yet: repeatable/contacts.sql, repeatable/names.sql.");
        stack.Log.Text.ShouldContain("could not be put back yet");
        await database.ExecuteAsync("ALTER TABLE customers RENAME COLUMN called TO name");
        (await stack.UpdateAsync(New, TestStack.Revision(3))).ShouldSucceed();
        (await database.ValueAsync("SELECT has_table_privilege('public', 'names', 'SELECT')")).ShouldBe("True");
        (await AsideAsync(database)).ShouldBeEmpty();
    }

    [Fact]
    public async Task CallsNothingKeptThatItHasReverted()
    {
        var (database, stack, _) = await StartAsync(Patient);
        using var _1 = stack;

        var answer = await RunOutOfTimeAsync(database, stack, () => Task.CompletedTask);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("did not revert 3_wait.sql, 2_email.sql");
        answer.Reason!.ShouldContain("It had reverted repeatable/contacts.sql, 4_email.sql by then.");
        answer["DatabaseVersion"].ShouldBe("3");
        (await database.JournalAsync()).ShouldContain(row => row == "4_email.sql|reverted");
        (await database.JournalAsync()).ShouldContain(row => row == "3_wait.sql|kept");
        (await stack.UpdateAsync(New, TestStack.Revision(3))).ShouldSucceed();
        (await database.ValueAsync("SELECT has_table_privilege('public', 'names', 'SELECT')")).ShouldBe("True");
    }

    [Fact]
    public async Task OfAnOrderToGoDownGoesOnWithTheFormerTexts()
    {
        var (database, stack, _) = await StartAsync();
        using var _1 = stack;
        var order = stack.Event("Update", TestStack.Revision(3, ("TargetVersion", "1")), TestStack.Revision(2));
        await using var death = await DieInTheDownAsync(database, stack, New, order);

        var answer = await stack.SendAsync(New, order);

        answer.ShouldSucceed();
        answer["RevertedCount"].ShouldBe("4");
        answer["PreviousVersion"].ShouldBe("4");
        answer["DatabaseVersion"].ShouldBe("1");
        (await database.RowsAsync("SELECT attname FROM pg_attribute WHERE attrelid = 'contacts'::regclass ORDER BY attnum"))
            .ShouldBe(["id", "name"]);
        (await AsideAsync(database)).ShouldBeEmpty();
    }

    async Task<(TestDatabase Database, TestStack Stack, IReadOnlyList<string> Before)> StartAsync(
        params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Old, TestStack.Revision(1, properties))).ShouldSucceed();
        await database.ExecuteAsync(ByHand);
        var before = await database.CatalogueAsync();
        (await stack.UpdateAsync(New, TestStack.Revision(2))).ShouldSucceed();
        return (database, stack, before);
    }

    // In the middle of its second down.
    static async Task<Answer> RunOutOfTimeAsync(TestDatabase database, TestStack stack, Func<Task> meanwhileAsync)
    {
        var clock = new LeapingClock();
        using var hurried = new TestStack(database.ConnectionString)
        {
            StackId = stack.StackId,
            Log = stack.Log,
            Clock = clock,
        };
        await using var holder = await database.LockAsync(4711);
        var answer = hurried.SendAsync(Old, stack.Event("Update", TestStack.Revision(1, Patient), TestStack.Revision(2)));
        await database.UntilSomebodyWaitsForAsync(4711);
        await meanwhileAsync();
        clock.Leap(TestStack.AllWork);
        return await answer;
    }

    static bool IsOfAView(string line) =>
        line.Contains("contacts", StringComparison.Ordinal) || line.Contains("names", StringComparison.Ordinal);

    async Task<MortalRun> DieInTheDownAsync(TestDatabase database, TestStack stack, Image image, JsonObject request)
    {
        await using var holder = await database.LockAsync(4711);
        var run = MortalRun.Of(postgres, database, stack.StackId);
        run.Begin(image, request);
        await database.UntilSomebodyWaitsForAsync(4711);
        await run.DieAsync();
        return run;
    }

    static Task<IReadOnlyList<string>> AsideAsync(TestDatabase database) =>
        database.RowsAsync("SELECT answer -> 'Aside' FROM lockstep.deployment WHERE answer -> 'Aside' <> '{}'");

    static IEnumerable<(string, string)> Views(string columns) =>
    [
        ("repeatable/contacts.sql", $"CREATE OR REPLACE VIEW contacts AS SELECT {columns} FROM customers"),
        ("repeatable/names.sql", "CREATE OR REPLACE VIEW names AS SELECT id FROM contacts"),
    ];
}

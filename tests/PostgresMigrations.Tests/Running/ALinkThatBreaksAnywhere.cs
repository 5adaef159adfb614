using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>Under an update or its rollback, at one message after the other.</summary>
public sealed class ALinkThatBreaksAnywhere(SharedPostgres postgres)
{
    [Fact]
    public async Task LeavesARollbackDone()
    {
        var outcomes = await SweepAsync(
            CutStyle.Reset, slowness: 1, (proxy, database, arm) => RollBackAsync(proxy, database, arm, isSilent: false));

        outcomes.ShouldAllBe(outcome => outcome.StartsWith("SUCCESS, as before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LeavesADeploymentDone()
    {
        var outcomes = await SweepAsync(CutStyle.Reset, slowness: 1, DeployAsync);

        outcomes.ShouldAllBe(outcome => outcome.StartsWith("SUCCESS, as wanted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AndSaysNothingLeavesARollbackDoneByTheNextRun()
    {
        var outcomes = await SweepAsync(
            CutStyle.BlackHole, slowness: 2, (proxy, database, arm) => RollBackAsync(proxy, database, arm, isSilent: true));

        outcomes.ShouldAllBe(outcome => outcome.StartsWith("SUCCESS, as before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LeavesAScriptOutsideATransactionDoneOnce()
    {
        var outcomes = await SweepAsync(CutStyle.Reset, slowness: 1, DeployAloneAsync);

        outcomes.ShouldAllBe(outcome => outcome.StartsWith("SUCCESS, i|True a_id_idx|True 1 2 3 4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LeavesADownOutsideATransactionDone()
    {
        var outcomes = await SweepAsync(CutStyle.Reset, slowness: 1, RollBackAloneAsync);

        outcomes.ShouldAllBe(outcome => outcome.StartsWith("SUCCESS, as before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LeavesARollbackOverSeveralTransactionsDone()
    {
        var outcomes = await SweepAsync(CutStyle.Reset, slowness: 3, RollBackInPartsAsync);

        outcomes.ShouldAllBe(outcome => outcome.StartsWith("SUCCESS, as before", StringComparison.Ordinal));
    }

    async Task<IReadOnlyCollection<string>> SweepAsync(
        CutStyle style, int slowness, Func<FaultProxy, TestDatabase, Func<ArmedCut>, Task<(ArmedCut, string)>> playAsync) =>
        await new LinkSweep(postgres.Server, style).RunAsync(
            async (proxy, arm) => await playAsync(proxy, await TestDatabase.CreateAsync(postgres), arm), slowness: slowness);

    static async Task<(ArmedCut, string)> RollBackAsync(
        FaultProxy proxy, TestDatabase database, Func<ArmedCut> arm, bool isSilent)
    {
        using var stack = new TestStack(proxy.Through(database.ConnectionString));
        (await stack.CreateAsync(Old(), TestStack.Revision(1))).ShouldSucceed();
        var before = await database.CatalogueAsync();
        (await stack.UpdateAsync(New(), TestStack.Revision(2))).ShouldSucceed();
        using var hurried = new TestStack(proxy.Through(database.ConnectionString))
        {
            StackId = stack.StackId,
            CanInvoke = true,
            Clock = new LeapingClock(),
        };
        var cut = arm();

        var rollback = hurried.RunAllAsync(
            Shop.Old(), hurried.Event("Update", TestStack.Revision(1), TestStack.Revision(2)));
        await Task.WhenAny(cut.Happened, rollback);
        if (isSilent && cut.Happened.IsCompleted)
        {
            hurried.EndWork();
        }

        var (last, _) = await rollback;
        var answer = last.ShouldNotBeNull();
        var isDone = answer.Reason is null && (await database.CatalogueAsync()).SequenceEqual(before, StringComparer.Ordinal);
        return (cut, $"{answer.Status}, {(isDone ? "as before" : answer.Reason)}");
    }

    // None of it can be run twice.
    static Image Alone { get; } = Shop.Old().And(
        ("0003_a.sql", "-- lockstep: no-transaction\nSET search_path = public;\nCREATE TABLE a (id int);\n"
            + "INSERT INTO a VALUES (1);\nCREATE INDEX CONCURRENTLY i ON a (id);\nCREATE INDEX CONCURRENTLY ON a (id);\n"
            + "CREATE INDEX CONCURRENTLY gone ON a (id);\nBEGIN;\nINSERT INTO a VALUES (2);\nINSERT INTO a VALUES (3);\nCOMMIT;\n"
            + "DROP INDEX CONCURRENTLY gone;\nBEGIN; INSERT INTO a VALUES (9); ROLLBACK;\nVACUUM a;\nINSERT INTO a VALUES (4)"),
        ("0003_a.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY i;\nDROP TABLE a"));

    static async Task<(ArmedCut, string)> DeployAloneAsync(FaultProxy proxy, TestDatabase database, Func<ArmedCut> arm)
    {
        using var stack = new TestStack(proxy.Through(database.ConnectionString));
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();
        var cut = arm();
        var answer = await stack.UpdateAsync(Alone, TestStack.Revision(2));
        var indexes = await database.RowsAsync(
            "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
                + "WHERE i.indrelid = 'a'::regclass ORDER BY c.oid");
        var rows = await database.RowsAsync("SELECT id FROM a ORDER BY id");
        return (cut, $"{answer.Status}, {string.Join(' ', [.. indexes, .. rows])} {answer.Reason}");
    }

    static async Task<(ArmedCut, string)> RollBackAloneAsync(FaultProxy proxy, TestDatabase database, Func<ArmedCut> arm)
    {
        using var stack = new TestStack(proxy.Through(database.ConnectionString));
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();
        var before = await database.TablesAsync();
        (await stack.UpdateAsync(Alone, TestStack.Revision(2))).ShouldSucceed();
        var cut = arm();
        var answer = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));
        var after = await database.TablesAsync();
        return (cut, $"{answer.Status}, {(after.SequenceEqual(before, StringComparer.Ordinal) ? "as before" : answer.Reason)}");
    }

    // A view that has changed and one that has not are away while a down runs outside a transaction.
    static async Task<(ArmedCut, string)> RollBackInPartsAsync(FaultProxy proxy, TestDatabase database, Func<ArmedCut> arm)
    {
        using var stack = new TestStack(proxy.Through(database.ConnectionString));
        (await stack.CreateAsync(Old(), TestStack.Revision(1))).ShouldSucceed();
        await database.ExecuteAsync("COMMENT ON VIEW names IS 'by hand'; GRANT UPDATE (id) ON contacts TO PUBLIC");
        var before = await database.CatalogueAsync();
        (await stack.UpdateAsync(Parts, TestStack.Revision(2))).ShouldSucceed();
        var cut = arm();
        var answer = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));
        var isDone = answer.Reason is null && (await database.CatalogueAsync()).SequenceEqual(before, StringComparer.Ordinal)
            && answer["RevertedCount"] == "5" && answer["PreviousVersion"] == "9004";
        return (cut, $"{answer.Status}, {(isDone ? "as before" : $"{answer.Reason} {answer["RevertedCount"]}")}");
    }

    static Image Parts { get; } = Image.With(
    [
        .. Shop.First, .. Shop.Second, .. Views("id, name, email"),
        ("9003_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON customers (name)"),
        ("9003_i.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY i"),
        ("9004_phone.sql", "ALTER TABLE customers ADD COLUMN phone text"),
        ("9004_phone.down.sql", "ALTER TABLE customers DROP COLUMN phone"),
    ]);

    static async Task<(ArmedCut, string)> DeployAsync(FaultProxy proxy, TestDatabase database, Func<ArmedCut> arm)
    {
        using var stack = new TestStack(proxy.Through(database.ConnectionString));
        (await stack.CreateAsync(Old(), TestStack.Revision(1))).ShouldSucceed();
        var cut = arm();
        var answer = await stack.UpdateAsync(New(), TestStack.Revision(2));
        var isDone = await database.ValueAsync("SELECT count(*) FROM lockstep.journal WHERE state = 'applied'") == "7"
            && await database.ValueAsync("SELECT count(email) FROM contacts") == "2"
            && await database.ValueAsync("SELECT count(*) FROM orders") == "1";
        return (cut, $"{answer.Status}, {(isDone ? "as wanted" : answer.Reason)}");
    }

    // A changed view that has to be dropped, an unchanged one on it, a new function.
    static Image Old() => Image.With([.. Shop.First, .. Views("id, name")]);

    static Image New() => Image.With(
    [
        .. Shop.First, .. Shop.Second, .. Views("id, name, email"),
        ("repeatable/greet.sql", "CREATE FUNCTION greet(customer int) RETURNS text LANGUAGE sql AS 'SELECT name FROM contacts'"),
    ]);

    static IEnumerable<(string, string)> Views(string columns) =>
    [
        ("repeatable/contacts.sql", $"CREATE OR REPLACE VIEW contacts AS SELECT {columns} FROM customers"),
        ("repeatable/names.sql", "CREATE OR REPLACE VIEW names AS SELECT name FROM contacts; GRANT SELECT ON names TO PUBLIC"),
    ];
}

using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

public sealed class AScriptWithoutADown(SharedPostgres postgres)
{
    static readonly (string Name, string Text) Up = ("0003_create_orders.sql", "CREATE TABLE orders (id int)");

    [Fact]
    public async Task IsKeptAndTheRollbackSucceedsSayingSo()
    {
        var (database, stack, old, next) = await DeployedAsync();

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("0003_create_orders.sql has no down script.");
        answer["SchemaVersion"].ShouldBe("2");
        answer["DatabaseVersion"].ShouldBe("3");
        (await database.JournalAsync())[^1].ShouldBe("0003_create_orders.sql|kept");
        stack.Log.Text.ShouldContain("\"level\":\"ERROR\"");
    }

    // A down that is there may still be the wrong thing to run.
    [Theory]
    [InlineData("-- lockstep: irreversible\n", "")]
    [InlineData("", "-- lockstep: irreversible\n")]
    public async Task IsKeptAsIsAnIrreversibleOneThatHasADown(string up, string down)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var next = Shop.Old().And((Up.Name, $"{up}{Up.Text}"), ("0003_create_orders.down.sql", $"{down}DROP TABLE orders"));
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        (await stack.UpdateAsync(next, TestStack.Revision(2))).ShouldSucceed();

        var answer = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("0003_create_orders.sql is irreversible.");
        answer["DatabaseVersion"].ShouldBe("3");
        (await database.JournalAsync())[^1].ShouldBe("0003_create_orders.sql|kept");
        (await database.TablesAsync()).ShouldContain(table => table == "orders(id integer)");
    }

    [Fact]
    public async Task IsAdoptedByTheNextDeploymentThatHasItUnchanged()
    {
        var (database, stack, old, next) = await DeployedAsync();
        await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        var answer = await stack.UpdateAsync(next.And(("0004_more.sql", "CREATE TABLE more ()")), TestStack.Revision(3));

        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("1");
        (await database.JournalAsync()).TakeLast(2).ShouldBe(["0003_create_orders.sql|applied", "0004_more.sql|applied"]);
    }

    [Fact]
    public async Task CountsInTheFingerprintOnlyOnceItIsAdoptedOrAccepted()
    {
        var (_, stack, old, next) = await DeployedAsync();
        var deployed = stack.LastAnswer!["Fingerprint"];

        var kept = (await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1)))["Fingerprint"];
        var continued = (await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1)))["Fingerprint"];

        (kept == deployed).ShouldBeFalse();
        continued.ShouldBe(kept);
        (await stack.UpdateAsync(next, TestStack.Revision(3)))["Fingerprint"].ShouldBe(deployed);
    }

    [Fact]
    public async Task CountsInTheFingerprintFromTheDeploymentThatAcceptsIt()
    {
        var (_, stack, old, _) = await DeployedAsync();
        var deployed = stack.LastAnswer!["Fingerprint"];
        await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));
        var accepting = TestStack.Revision(3);
        accepting["Accept"] = new System.Text.Json.Nodes.JsonArray("3");

        (await stack.UpdateAsync(old, accepting))["Fingerprint"].ShouldBe(deployed);
        (await stack.UpdateAsync(old, TestStack.Revision(4)))["Fingerprint"].ShouldBe(deployed);
    }

    [Fact]
    public async Task BlocksADeploymentThatHasEditedIt()
    {
        var (_, stack, old, _) = await DeployedAsync();
        await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));
        var edited = old.And(("0003_create_orders.sql", "CREATE TABLE orders (id bigint)"));

        var answer = await stack.UpdateAsync(edited, TestStack.Revision(3));

        answer.ShouldFail(
            "0003_create_orders.sql is still in the database, because a rollback had to keep it, and was edited since.");
        answer.Reason!.ShouldContain("new script");
        answer.Reason!.ShouldContain("Accept: [\"3\"]");
    }

    [Fact]
    public async Task BlocksADeploymentThatHasDroppedItUntilItIsAccepted()
    {
        var (database, stack, old, _) = await DeployedAsync();
        await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        (await stack.UpdateAsync(old, TestStack.Revision(3))).ShouldFail("is not in this image");

        (await stack.UpdateAsync(old, Accepting(4))).ShouldSucceed();
        (await database.JournalAsync())[^1].ShouldBe("0003_create_orders.sql|baseline");
    }

    // It counted as applied from then on: no Accept could settle it any more.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IsKeptAgainWhenTheDeploymentThatSettledItIsRolledBack(bool isAccepted)
    {
        var (database, stack, old, next) = await DeployedAsync();
        var kept = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));
        var settling = isAccepted ? Accepting(3) : TestStack.Revision(3);
        (await stack.UpdateAsync((isAccepted ? old : next).And(("9004_more.sql", "SELECT 1"), ("9004_more.down.sql", "SELECT 1")), settling))
            .ShouldSucceed();

        var rollback = await stack.RollBackAsync(old, settling, TestStack.Revision(1));

        rollback.ShouldSucceed();
        rollback["Fingerprint"].ShouldBe(kept["Fingerprint"]);
        (await database.JournalAsync()).Contains("0003_create_orders.sql|kept", StringComparer.Ordinal).ShouldBeTrue();
        (await stack.UpdateAsync(old, TestStack.Revision(4))).ShouldFail("accept what is there with Accept: [\"3\"]");
    }

    // Nobody missed it, and its row said for ever that it runs.
    [Fact]
    public async Task ThatNeverEndedBlocksADeploymentThatHasDroppedItUntilItIsAccepted()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var half = Shop.Old().And(("0003_half.sql", "-- lockstep: no-transaction\nCREATE TABLE half ();\nSELECT 1 / 0"));
        (await stack.UpdateAsync(half, TestStack.Revision(2))).ShouldFail("division by zero");
        (await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1))).ShouldSucceed();

        (await stack.UpdateAsync(Shop.Old(), TestStack.Revision(3)))
            .ShouldFail("0003_half.sql was begun and did not end, and is not in this image: half of it may be in the database.");
        (await stack.UpdateAsync(Shop.Old(), Accepting(4))).ShouldSucceed();

        (await database.JournalAsync()).Contains("0003_half.sql|baseline", StringComparer.Ordinal).ShouldBeTrue();
    }

    // It was on record as reverted where its own deployment was taken back, too, and else as if all of it were there.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ThatNeverEndedIsHalfDoneAgainWhenTheDeploymentThatAcceptedItIsRolledBack(bool isTakenBackFirst)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var before = (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1)))["Fingerprint"];
        var half = Shop.Old().And(("0003_half.sql", "-- lockstep: no-transaction\nCREATE TABLE half ();\nSELECT 1 / 0"));
        (await stack.UpdateAsync(half, TestStack.Revision(2))).ShouldFail("division by zero");
        if (isTakenBackFirst)
        {
            (await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1))).ShouldSucceed();
        }

        (await stack.UpdateAsync(Shop.Old(), Accepting(3))).ShouldSucceed();
        var answer = await stack.RollBackAsync(Shop.Old(), Accepting(3), TestStack.Revision(1));

        answer.ShouldSucceed();
        (answer["DatabaseVersion"], answer["Fingerprint"]).ShouldBe(("2", before));
        (await database.JournalAsync())[^1].ShouldBe("0003_half.sql|running");
        (await stack.UpdateAsync(Shop.Old(), TestStack.Revision(4))).ShouldFail("0003_half.sql was begun and did not end");
    }

    static JsonObject Accepting(int revision)
    {
        var properties = TestStack.Revision(revision);
        properties["Accept"] = new JsonArray("3");
        return properties;
    }

    async Task<(TestDatabase Database, TestStack Stack, Image Old, Image Next)> DeployedAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = old.And(Up);
        (await stack.CreateAsync(old, TestStack.Revision(1))).ShouldSucceed();
        (await stack.UpdateAsync(next, TestStack.Revision(2))).ShouldSucceed();
        return (database, stack, old, next);
    }
}

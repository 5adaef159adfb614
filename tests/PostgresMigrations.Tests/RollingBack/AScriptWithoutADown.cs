using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

public sealed class AScriptWithoutADown(SharedPostgres postgres)
{
    static readonly (string, string) Up = ("0003_create_orders.sql", "CREATE TABLE orders (id int)");

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

        var accepting = TestStack.Revision(4);
        accepting["Accept"] = new System.Text.Json.Nodes.JsonArray("3");
        (await stack.UpdateAsync(old, accepting)).ShouldSucceed();
        (await database.JournalAsync())[^1].ShouldBe("0003_create_orders.sql|baseline");
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

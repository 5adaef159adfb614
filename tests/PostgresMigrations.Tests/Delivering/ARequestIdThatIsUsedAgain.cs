using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Delivering;

/// <summary>
/// An update failed with rollback disabled, and a person tries it again with other properties: CloudFormation may send the ids that
/// it sent before, with a new ResponseURL (aws-cdk#35957). It is another request.
/// </summary>
public sealed class ARequestIdThatIsUsedAgain(SharedPostgres postgres)
{
    static readonly (string, string) Script = ("Transaction", "Script");

    static readonly DateTimeOffset Begun = TimeProvider.System.GetUtcNow().AddMinutes(-30);

    static readonly Image Broken = Shop.Old().And(("0003_x.sql", "SELECT 1/0"));

    [Fact]
    public async Task AfterASuccessIsNoReasonToAnswerWithoutWork()
    {
        var (database, stack, _) = await StartAsync();
        using var __ = stack;
        await SendAsync(stack, Shop.New(), 2, 1);

        var answer = await stack.SendAsync(
            Shop.New().And(("0005_more.sql", "CREATE TABLE more ()"), ("0005_more.down.sql", "DROP TABLE more")),
            Update(stack, 3, 2, minute: 2));

        answer.ShouldSucceed();
        answer["SchemaVersion"].ShouldBe("5");
        (await database.TablesAsync()).ShouldContain(table => table.StartsWith("more", StringComparison.Ordinal));
        (await database.DeploymentsAsync()).ShouldBe(
            ["Create|succeeded|0|2", "Update|succeeded|2|4", "Update|succeeded|4|5"]);
    }

    // Lambda repeats an event with its URL; whoever makes a new one for it means the same request.
    [Fact]
    public async Task WithTheSamePropertiesIsTheSameRequest()
    {
        var (database, stack, _) = await StartAsync();
        using var __ = stack;
        await SendAsync(stack, Shop.New(), 2, 1);

        var again = await stack.SendAsync(Shop.New(), Update(stack, 2, 1, minute: 2));

        again["AppliedCount"].ShouldBe("2");
        (await database.DeploymentsAsync()).Count.ShouldBe(2);
    }

    // Where it began a day ago, as was on record, its Delete took what was there before it for its own.
    [Fact]
    public async Task AfterAFailureBeginsAnew()
    {
        var (database, stack, _) = await StartAsync();
        using var __ = stack;
        (await stack.SendAsync(Broken, Update(stack, 2, 1, minute: 1))).ShouldFail("22012");
        await database.ExecuteAsync(
            "UPDATE lockstep.deployment SET started_at = started_at - interval '25 hours', "
                + "finished_at = finished_at - interval '25 hours' WHERE state = 'failed'");

        (await stack.SendAsync(Shop.New(), Update(stack, 2, 1, minute: 2))).ShouldSucceed();

        (await database.RowsAsync(
            "SELECT started_at > now() - interval '1 hour', finished_at > started_at FROM lockstep.deployment ORDER BY id"))
            .ShouldBe(["True|True", "True|True"]);
    }

    // What is not there to see: the rollback knows both attempts by their properties, for their Revision says nothing.
    [Fact]
    public async Task AfterAFailureIsUndoneTogetherWithIt()
    {
        var (database, stack, before) = await StartAsync();
        using var __ = stack;
        var broken = Shop.New().And(("0005_x.sql", "SELECT 1/0"));
        (await stack.SendAsync(broken, Update(stack, 2, 1, minute: 1))).ShouldFail("22012");
        await SendAsync(stack, Shop.New(), 3, 1, minute: 2);

        var rollback = await stack.SendAsync(Shop.Old(), stack.Event("Update", Properties(1), Properties(3)));

        rollback.ShouldSucceed();
        rollback.Reason.ShouldBeNull();
        rollback["RevertedCount"].ShouldBe("2");
        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task MakesALateCopyOfTheFirstEventStale()
    {
        var (database, stack, _) = await StartAsync();
        using var __ = stack;
        var first = Update(stack, 2, 1, minute: 1);
        (await stack.SendAsync(Shop.New().And(("0005_x.sql", "SELECT 1/0")), first)).ShouldFail("22012");
        await SendAsync(stack, Shop.New(), 3, 1, minute: 2);
        var deployments = await database.DeploymentsAsync();

        (await stack.DeliverAsync(Shop.New().And(("0005_y.sql", "CREATE TABLE y ()")), first)).ShouldBeNull();

        (await database.DeploymentsAsync()).ShouldBe(deployments);
        stack.Log.Text.ShouldContain("A request of this resource that was made later is recorded already.");
    }

    // The same properties, too: it is the same request, and its second attempt is what CloudFormation waits for. The copy was
    // carried out, for nobody.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MakesALateCopyOfTheAttemptBeforeStale(bool failsAgain)
    {
        var (database, stack, _) = await StartAsync();
        using var __ = stack;
        var broken = Shop.New().And(("0005_x.sql", "SELECT 1/0"));
        var first = Update(stack, 2, 1, minute: 1);
        (await stack.SendAsync(broken, first)).ShouldFail("22012");
        var second = await stack.SendAsync(failsAgain ? broken : Shop.New(), Update(stack, 2, 1, minute: 2));
        second.Status.ShouldBe(failsAgain ? "FAILED" : "SUCCESS");
        var journal = await database.JournalAsync();

        (await stack.DeliverAsync(Shop.New(), first)).ShouldBeNull();

        (await database.JournalAsync()).ShouldBe(journal);
        stack.Log.Text.ShouldContain("A request of this resource that was made later is recorded already.");
    }

    // Lambda delivers an event again, with its URL; nothing came in between, so it is one more attempt.
    [Fact]
    public async Task AfterASecondFailureIsTriedAgainWithTheSameUrl()
    {
        var (_, stack, _) = await StartAsync();
        using var __ = stack;
        var broken = Shop.New().And(("0005_x.sql", "SELECT 1/0"));
        (await stack.SendAsync(broken, Update(stack, 2, 1, minute: 1))).ShouldFail("22012");
        (await stack.SendAsync(broken, Update(stack, 2, 1, minute: 2))).ShouldFail("22012");

        await SendAsync(stack, Shop.New(), 2, 1, minute: 2);
    }

    // That one was answered for when its time was over, and did not stop. The next one waited for it, and answered nobody.
    [Fact]
    public async Task WhileTheAttemptBeforeIsStillAtWorkTakesOver()
    {
        var (database, stack, _) = await StartAsync();
        using var __ = stack;
        var slow = Shop.New().And(
            ("0005_slow.sql", "SELECT pg_advisory_lock(4711)"), ("0005_slow.down.sql", "SELECT 1"));
        await using var holder = await database.LockAsync(4711);
        var first = stack.DeliverAsync(slow, Update(stack, 2, 1, minute: 1));
        await database.UntilSomebodyWaitsForAsync(4711);

        var second = stack.SendAsync(Shop.New(), Update(stack, 2, 1, minute: 2));
        await database.UntilAsync("SELECT count(*) = 2 FROM lockstep.deployment WHERE request_type = 'Update'");
        await holder.DisposeAsync();

        (await second).ShouldSucceed();
        await first;
        (await database.DeploymentsAsync()).Skip(1).Select(row => row.Split('|')[1]).ShouldBe(["superseded", "succeeded"]);
    }

    [Fact]
    public async Task KeepsTheRowOfTheFirstRequestUnderANameOfItsOwn()
    {
        var (database, stack, _) = await StartAsync();
        using var __ = stack;
        await SendAsync(stack, Shop.New(), 2, 1);

        await SendAsync(stack, Shop.New(), 3, 2, minute: 2);

        (await database.RowsAsync("SELECT request_id FROM lockstep.deployment WHERE request_type = 'Update' ORDER BY id")).ShouldBe(
            [$"same of {Begun.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}", "same"]);
    }

    // What made it fail is mended in the database, and the same template is deployed once more: CloudFormation deletes what it
    // could not create, and creates it again, under the id that it had. It was taken for a late copy: an hour without an answer.
    [Theory]
    [InlineData("lockstep:never-created", 2)]
    [InlineData("lockstep:never-created", 3)]
    [InlineData("lockstep:unknown/same", 2)]
    [InlineData("lockstep:unknown/same", 3)]
    public async Task BehindTheDeleteOfWhatFailedIsAnotherRequest(string failed, int minute)
    {
        var (database, stack, create) = await WithoutACreateAsync(failed);
        using var _ = stack;

        (await stack.SendAsync(Shop.Old(), Create(stack, minute))).ShouldSucceed();

        (await database.TablesAsync()).ShouldNotBeEmpty();
        (await database.RowsAsync("SELECT request_id FROM lockstep.deployment WHERE request_type = 'Create' ORDER BY id"))
            .ShouldBe([$"same of {Begun.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}", "same"]);
        (await stack.DeliverAsync(Shop.New(), create)).ShouldBeNull();
        (await database.DeploymentsAsync())[^1].ShouldBe("Create|succeeded|0|2");
    }

    [Theory]
    [InlineData("lockstep:never-created")]
    [InlineData("lockstep:unknown/same")]
    public async Task BehindTheDeleteOfWhatFailedRunsNothingWhereItIsALateCopy(string failed)
    {
        var (database, stack, create) = await WithoutACreateAsync(failed);
        using var _ = stack;

        (await stack.DeliverAsync(Shop.Old(), create)).ShouldBeNull();

        (await database.TablesAsync()).ShouldBeEmpty();
        (await stack.SendAsync(Shop.Old(), Create(stack, minute: 3))).ShouldSucceed();
    }

    // It fails again, and is deleted and tried again: each attempt is on record.
    [Fact]
    public async Task BehindTheDeleteOfWhatFailedMayFailAgain()
    {
        var (database, stack, _) = await WithoutACreateAsync("lockstep:never-created");
        using var __ = stack;
        (await stack.SendAsync(Broken, Create(stack, minute: 3))).ShouldFail("22012");
        (await stack.SendAsync(Broken, Delete(stack, "lockstep:never-created", minute: 4))).ShouldSucceed();

        (await stack.SendAsync(Shop.Old(), Create(stack, minute: 5))).ShouldSucceed();

        (await database.DeploymentsAsync()).ShouldBe(
            ["Create|failed|0|0", "Delete|succeeded|0|", "Create|failed|0|0", "Delete|succeeded|0|", "Create|succeeded|0|2"]);
    }

    static JsonObject Create(TestStack stack, int minute) =>
        stack.Event("Create", Properties(1), requestId: "same", signedAt: Begun.AddMinutes(minute));

    static JsonObject Delete(TestStack stack, string failed, int minute) =>
        stack.Event("Delete", Properties(1), physicalId: failed, signedAt: Begun.AddMinutes(minute));

    async Task<(TestDatabase Database, TestStack Stack, JsonObject Create)> WithoutACreateAsync(string failed)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        var create = Create(stack, minute: 1);
        (await stack.SendAsync(Broken, create)).ShouldFail("22012");
        (await stack.SendAsync(Broken, Delete(stack, failed, minute: 2))).ShouldSucceed();
        return (database, stack, create);
    }

    static JsonObject Properties(int attempt) => TestStack.Revision(1, Script, ("LockTimeout", $"{attempt}s"));

    static JsonObject Update(TestStack stack, int to, int from, int minute = 1) => stack.Event(
        "Update", Properties(to), Properties(from), requestId: "same",
        signedAt: Begun.AddMinutes(minute));

    static async Task SendAsync(TestStack stack, Image image, int to, int from, int minute = 1) =>
        (await stack.SendAsync(image, Update(stack, to, from, minute))).ShouldSucceed();

    async Task<(TestDatabase Database, TestStack Stack, IReadOnlyList<string> Before)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.SendAsync(Shop.Old(), stack.Event("Create", Properties(1), signedAt: Begun))).ShouldSucceed();
        return (database, stack, await database.TablesAsync());
    }
}

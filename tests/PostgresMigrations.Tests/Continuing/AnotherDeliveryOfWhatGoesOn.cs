using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Continuing;

/// <summary>
/// An event is delivered twice; one run has handed on, and the other one's time is over before the next run has the lock: what is
/// under way does not fail for that.
/// </summary>
public sealed class AnotherDeliveryOfWhatGoesOn(SharedPostgres postgres)
{
    const string OneOfThem = "COMMENT";

    static readonly (string, string) Script = ("Transaction", "Script");

    static readonly Image Start = Image.With(
        ("1_log.sql", "CREATE TABLE log (id serial, line text)"), ("1_log.down.sql", "DROP TABLE log"));

    [Theory]
    [InlineData("Create")]
    [InlineData("Update")]
    public async Task HandsOnTooWhereSomebodyElseTookTheLockBetweenTheRuns(string type)
    {
        var (database, hurried) = await StartAsync();
        await using var _ = hurried;
        var stack = hurried.Stack;
        var request = await EventAsync(stack, type);
        hurried.EndAfter(OneOfThem, 2);
        (await stack.DeliverAsync(Of(5), request)).ShouldBeNull();
        await using (await database.LockAsync(LockKey.ForSchema("public")))
        {
            var waiting = stack.DeliverAsync(Of(5), request);
            await database.UntilItWaitsForTheSchemaAsync(run: 2);
            stack.EndWork();
            (await waiting).ShouldBeNull();
        }

        await AllSucceedAsync(stack, Of(5), chains: 2);
        await HasRunAsync(database, 5);
    }

    // What it asks the server about the scripts comes before the first of them, and was answered FAILED.
    [Fact]
    public async Task HandsOnTooWhereItGetsTheLockAsItsTimeEnds()
    {
        var (database, hurried) = await StartAsync();
        await using var _ = hurried;
        var stack = hurried.Stack;
        var request = await EventAsync(stack, "Update");
        var image = Of(4).And(("3_one.sql", "SELECT pg_advisory_xact_lock(4711); INSERT INTO log (line) VALUES ('3')"));
        await using var link = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        using var other = new TestStack(link.Through(database.ConnectionString))
        {
            StackId = stack.StackId,
            Clock = new LeapingClock(),
            CanInvoke = true,
            Log = stack.Log,
        };
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Answer?> waiting;
        await using (await database.LockAsync(4711))
        {
            var working = stack.DeliverAsync(image, request);
            await database.UntilSomebodyWaitsForAsync(4711);
            waiting = other.DeliverAsync(image, request);
            await database.UntilItWaitsForTheSchemaAsync(run: 2);
            ((LeapingClock)other.Clock).Leap(TimeSpan.FromSeconds(30));
            link.CutBefore(EndsWork, CutStyle.Reset);
            stack.EndWork();
            (await working).ShouldBeNull();
            await HasBeenCancelledAsync(link);
            heard.SetResult();
            (await waiting).ShouldBeNull();
        }

        other.Continuations.TryDequeue(out var next).ShouldBeTrue();
        stack.Continuations.Enqueue(next);
        await AllSucceedAsync(stack, image, chains: 2);
        await HasRunAsync(database, 4);

        // It hears of the server's reply only when its time is over.
        bool EndsWork(PgMessage message)
        {
            if (message is { Sender: PgSender.Client, Text: "BEGIN READ ONLY" })
            {
                link.HoldUntil(heard.Task);
                other.EndWork();
            }

            return false;
        }
    }

    // It counted the runs that were handed on among Lambda's tries of CloudFormation's own event, and took itself for the last.
    [Fact]
    public async Task HandsOnTooWhereItComesAfterTwoRunsOfTheOther()
    {
        var (database, hurried) = await StartAsync();
        await using var _ = hurried;
        var stack = hurried.Stack;
        var request = await EventAsync(stack, "Update");
        hurried.EndAfter(OneOfThem, 2);
        (await stack.DeliverAsync(Of(11), request)).ShouldBeNull();
        stack.Continuations.TryDequeue(out var second).ShouldBeTrue();
        (await stack.DeliverAsync(Of(11), second)).ShouldBeNull();

        (await stack.DeliverAsync(Of(11), request)).ShouldBeNull();

        await AllSucceedAsync(stack, Of(11), chains: 2);
        await HasRunAsync(database, 11);
    }

    // That a statement is to be cancelled goes to the server over a connection of its own.
    static async Task HasBeenCancelledAsync(FaultProxy link)
    {
        while (link.Connections.Count < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    static Image Of(int last) => Start.And(Enumerable.Range(2, last - 1).SelectMany(number => new[]
    {
        ($"{number}_one.sql", $"INSERT INTO log (line) VALUES ('{number}'); COMMENT ON TABLE log IS '{number}'"),
        ($"{number}_one.down.sql", $"DELETE FROM log WHERE line = '{number}'"),
    }));

    static async Task AllSucceedAsync(TestStack stack, Image image, int chains)
    {
        List<Answer> answers = [];
        while (stack.Continuations.TryDequeue(out var next))
        {
            answers.AddRange(await stack.DeliverAsync(image, next) is { } answer ? [answer] : Array.Empty<Answer>());
        }

        answers.Count.ShouldBe(chains);
        answers.ShouldAllBe(answer => answer.Status == "SUCCESS");
        answers.Select(answer => answer.Document.GetRawText()).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
    }

    static async Task HasRunAsync(TestDatabase database, int last)
    {
        (await database.RowsAsync("SELECT line FROM log ORDER BY id"))
            .ShouldBe(Enumerable.Range(2, last - 1).Select(number => $"{number}"));
        (await database.DeploymentsAsync())[^1].ShouldContain("|succeeded|");
    }

    async Task<(TestDatabase Database, ShortRuns Short)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        return (database, ShortRuns.Of(postgres, database));
    }

    static async Task<JsonObject> EventAsync(TestStack stack, string type)
    {
        if (type == "Update")
        {
            (await stack.CreateAsync(Start, TestStack.Revision(1))).ShouldSucceed();
        }

        return stack.Event(type, TestStack.Revision(2, Script), type == "Update" ? stack.Properties : null);
    }
}

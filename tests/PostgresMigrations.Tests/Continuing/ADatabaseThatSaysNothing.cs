using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Continuing;

/// <summary>
/// No answer comes from the database until a run's time is over: a rollback would leave the newer schema, and a Delete its stack in
/// DELETE_FAILED, so the next run asks again.
/// </summary>
public sealed class ADatabaseThatSaysNothing(SharedPostgres postgres) : IAsyncLifetime
{
    readonly LeapingClock _clock = new();
    readonly FaultProxy _link = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    // From the first connection on, in the admission, in the middle of the work, and at its end.
    [Theory]
    [InlineData("")]
    [InlineData("SELECT")]
    [InlineData("DROP TABLE")]
    [InlineData("DROP TABLE", true)]
    [InlineData("COMMIT")]
    public async Task IsAskedAgainByTheNextRunOfARollback(string last, bool isLongEnoughToCancel = false)
    {
        var (database, stack, before) = await StartAsync();
        using var _ = stack;
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));

        (await HearNothingFromAsync(database, last, stack, Shop.Old(), Rollback(stack), isLongEnoughToCancel)).ShouldBeNull();
        var (answer, _) = await stack.RunAllAsync(Shop.Old(), Next(stack));

        answer.ShouldNotBeNull().ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.TablesAsync()).ShouldBe(before);
        stack.Log.Text.ShouldContain("The function's time was over at ");

        // Whose link is good for the server: with the proxy between it would wait for it for minutes.
        if (last.Length > 0)
        {
            stack.Log.Text.ShouldContain(" is ended");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("DROP TABLE")]
    public async Task IsAskedAgainByTheNextRunOfADelete(string last)
    {
        var (database, stack, _) = await StartAsync(("OnDelete", "Revert"));
        using var __ = stack;

        (await HearNothingFromAsync(database, last, stack, Shop.Old(), stack.Event("Delete", stack.Properties))).ShouldBeNull();
        (await stack.RunAllAsync(Shop.Old(), Next(stack))).Answer.ShouldNotBeNull().ShouldSucceed();

        (await database.TablesAsync()).ShouldBeEmpty();
    }

    // It was FAILED, and the stack stood in DELETE_FAILED for a database that was perhaps gone.
    [Theory]
    [InlineData("", "Nothing was dropped or reverted. ")]
    [InlineData("DROP TABLE", "Not everything may have been dropped or reverted; what was committed by then is. ")]
    [InlineData("DROP TABLE", "Not everything may have been dropped or reverted; what was committed by then is. ", true)]
    public async Task IsLeftByTheLastRunOfADeleteWithAReason(string last, string reason, bool isLongEnoughToCancel = false)
    {
        var (database, stack, _) = await StartAsync(("OnDelete", "Revert"), ("ServiceTimeout", "70"));
        using var __ = stack;

        var answer = await HearNothingFromAsync(
            database, last, stack, Shop.Old(), stack.Event("Delete", stack.Properties), isLongEnoughToCancel);

        answer.ShouldNotBeNull().ShouldSucceed();
        answer.Reason!.ShouldStartWith(reason);
        stack.Continuations.ShouldBeEmpty();
    }

    // Its rollback follows, and reverts it.
    [Fact]
    public async Task FailsADeployment()
    {
        var (database, stack, before) = await StartAsync();
        using var _ = stack;
        var update = stack.Event("Update", TestStack.Revision(2), stack.Properties);

        (await HearNothingFromAsync(database, "ALTER TABLE", stack, Shop.New(), update))
            .ShouldNotBeNull().Status.ShouldBe("FAILED");

        stack.Continuations.ShouldBeEmpty();
        (await database.TablesAsync()).ShouldBe(before);
    }

    static JsonObject Rollback(TestStack stack) => stack.Event("Update", TestStack.Revision(1), stack.Properties);

    static JsonObject Next(TestStack stack) =>
        stack.Continuations.TryDequeue(out var next) ? next : throw new ShouldAssertException("nothing was handed on");

    // The connection that is about to hear this hears nothing any more until the time is over; those after it do. Empty: none
    // hears anything. Npgsql waits two seconds for a statement to be cancelled: mostly the time for that is over, too.
    async Task<Answer?> HearNothingFromAsync(
        TestDatabase database, string tag, TestStack stack, Image image, JsonObject request, bool isLongEnoughToCancel = false)
    {
        var connections = _link.Connections.Count;
        var cut = _link.CutBefore(
            message => tag.Length > 0 && message is { Name: "CommandComplete", Text: { } text }
                && text.StartsWith(tag, StringComparison.Ordinal),
            CutStyle.BlackHole);
        if (tag.Length == 0)
        {
            _link.CutAll(CutStyle.BlackHole);
        }

        var work = stack.DeliverAsync(image, request);
        while (!cut.Happened.IsCompleted && (tag.Length > 0 || _link.Connections.Count == connections))
        {
            work.IsCompleted.ShouldBeFalse("it ended, and was not cut off");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        // What the server was sent with that, it does, and holds what it got.
        await database.UntilAsync(
            "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'lockstep' AND datname = current_database() "
                + "AND state = 'active' AND wait_event IS DISTINCT FROM 'ClientRead'");
        if (isLongEnoughToCancel)
        {
            stack.EndWork();
        }
        else
        {
            stack.EndCleanUp();
        }

        var answer = await work;
        _link.Heal();
        _clock.Go();
        return answer;
    }

    async Task<(TestDatabase Database, TestStack Stack, IReadOnlyList<string> Before)> StartAsync(
        params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(_link.Through(database.ConnectionString)) { Clock = _clock, CanInvoke = true };
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, properties))).ShouldSucceed();
        return (database, stack, await database.TablesAsync());
    }
}

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
    // Npgsql waits two seconds for a statement to be cancelled: with the shorter one the time for that is over first.
    static readonly TimeSpan SixSeconds = TimeSpan.FromSeconds(6);
    static readonly TimeSpan FifteenSeconds = TimeSpan.FromSeconds(15);

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
        var (database, stack, before) = await StartAsync(isLongEnoughToCancel ? FifteenSeconds : SixSeconds);
        using var _ = stack;
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));
        SayNothingFrom(last);

        (await stack.DeliverAsync(Shop.Old(), Rollback(stack))).ShouldBeNull();
        _link.Heal();
        var (answer, _) = await stack.RunAllAsync(Shop.Old(), Next(stack));

        answer.ShouldNotBeNull().ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.TablesAsync()).ShouldBe(before);
        stack.Log.Text.ShouldContain("The function's time was over at ");

        // Whose link is good for the server: with the proxy between it would wait for it for minutes.
        stack.Log.Text.ShouldContain(" is ended");
    }

    [Theory]
    [InlineData("")]
    [InlineData("DROP TABLE")]
    public async Task IsAskedAgainByTheNextRunOfADelete(string last)
    {
        var (database, stack, _) = await StartAsync(SixSeconds, ("OnDelete", "Revert"));
        using var __ = stack;
        SayNothingFrom(last);

        (await stack.DeliverAsync(Shop.Old(), stack.Event("Delete", stack.Properties))).ShouldBeNull();
        _link.Heal();
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
        var (_, stack, _) = await StartAsync(
            isLongEnoughToCancel ? FifteenSeconds : SixSeconds, ("OnDelete", "Revert"), ("ServiceTimeout", "33"));
        using var __ = stack;
        SayNothingFrom(last);

        var answer = await stack.DeleteAsync(Shop.Old());

        answer.ShouldSucceed();
        answer.Reason!.ShouldStartWith(reason);
        stack.Continuations.ShouldBeEmpty();
    }

    // Its rollback follows, and reverts it.
    [Fact]
    public async Task FailsADeployment()
    {
        var (database, stack, before) = await StartAsync(SixSeconds);
        using var _ = stack;
        SayNothingFrom("ALTER TABLE");

        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2))).Status.ShouldBe("FAILED");

        stack.Continuations.ShouldBeEmpty();
        (await database.TablesAsync()).ShouldBe(before);
    }

    static JsonObject Rollback(TestStack stack) => stack.Event("Update", TestStack.Revision(1), stack.Properties);

    static JsonObject Next(TestStack stack) =>
        stack.Continuations.TryDequeue(out var next) ? next : throw new ShouldAssertException("nothing was handed on");

    // The connection that is about to hear this hears nothing any more; those after it do. Empty: none hears anything.
    void SayNothingFrom(string tag)
    {
        if (tag.Length == 0)
        {
            _link.CutAll(CutStyle.BlackHole);
            return;
        }

        _link.CutBefore(
            message => message is { Name: "CommandComplete", Text: { } text } && text.StartsWith(tag, StringComparison.Ordinal),
            CutStyle.BlackHole);
    }

    async Task<(TestDatabase Database, TestStack Stack, IReadOnlyList<string> Before)> StartAsync(
        TimeSpan timeout, params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(_link.Through(database.ConnectionString)) { Timeout = timeout, CanInvoke = true };
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, properties))).ShouldSucceed();
        return (database, stack, await database.TablesAsync());
    }
}

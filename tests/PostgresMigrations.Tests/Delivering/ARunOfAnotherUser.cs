using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.PostgresMigrations.Tests.Delivering;

/// <summary>
/// The run that is to make way signed in as somebody else, whose processes this user may not end: the stack's user was changed.
/// </summary>
public sealed class ARunOfAnotherUser(SharedPostgres postgres)
{
    static readonly Image Slow = Shop.New().And(
        ("0005_slow.sql", "CREATE TABLE late (); SELECT pg_advisory_lock(4711)"), ("0005_slow.down.sql", "DROP TABLE late"));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsWaitedForByTheRollback()
    {
        var (database, owner, other) = await StartAsync();
        using var stack = new TestStack(database.As(owner));
        using var there = new TestStack(database.As(other)) { StackId = stack.StackId };
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();
        await using var holder = await database.LockAsync(4711);
        var running = there.DeliverAsync(Slow, stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1)));
        await database.UntilSomebodyWaitsForAsync(4711);

        var rollback = stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));
        await Task.WhenAny(rollback, Task.Delay(TimeSpan.FromSeconds(3), Token));
        rollback.IsCompleted.ShouldBeFalse("it answered although the other run holds the lock");
        await holder.DisposeAsync();

        var answer = await rollback;
        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        answer["DatabaseVersion"].ShouldBe("2");
        (await running).ShouldBeNull();
        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task IsEndedWhereThisUserMayDoSo()
    {
        var (database, owner, other) = await StartAsync();
        using var stack = new TestStack(database.As(owner));
        using var there = new TestStack(database.As(other)) { StackId = stack.StackId };
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await database.ExecuteAsync($"GRANT pg_signal_backend TO {owner.Name}");
        await using var holder = await database.LockAsync(4711);
        var running = there.DeliverAsync(Slow, stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1)));
        await database.UntilSomebodyWaitsForAsync(4711);

        var answer = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await running).ShouldBeNull();
    }

    [Fact]
    public async Task IsNamedWithItsUserWhereItDoesNotEnd()
    {
        var (database, owner, other) = await StartAsync();
        using var stack = new TestStack(database.As(owner)) { Timeout = TimeSpan.FromSeconds(6) };
        using var there = new TestStack(database.As(other)) { StackId = stack.StackId };
        var former = TestStack.Revision(1, ("ServiceTimeout", "33"));
        await stack.CreateAsync(Shop.Old(), former);
        await using var holder = await database.LockAsync(4711);
        var running = there.DeliverAsync(Slow, stack.Event("Update", TestStack.Revision(2), former));
        await database.UntilSomebodyWaitsForAsync(4711);

        var answer = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), former);

        answer.ShouldFail("Another migrator holds the lock of schema \"public\" and did not let go in time: process ");
        answer.Reason!.ShouldContain($"user {other.Name}");
        await holder.DisposeAsync();
        (await running).ShouldBeNull();
    }

    // The journal is the owner's, and the other is one of its members: each may use it, and only the other may end both.
    async Task<(TestDatabase Database, PostgresLogin Owner, PostgresLogin Other)> StartAsync()
    {
        var (owner, other) = (
            await postgres.Server.CreateLoginAsync("", Token), await postgres.Server.CreateLoginAsync("", Token));
        var database = await TestDatabase.CreateAsync(postgres, owner);
        await database.ExecuteAsync($"GRANT {owner.Name} TO {other.Name}");
        return (database, owner, other);
    }
}

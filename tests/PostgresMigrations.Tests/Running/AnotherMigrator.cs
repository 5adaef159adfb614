using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Running;

public sealed class AnotherMigrator(SharedPostgres postgres)
{
    // Of another user's process PostgreSQL tells no times, but to members of pg_read_all_stats.
    [Fact]
    public async Task IsNamedWithWhatTheServerTellsOfIt()
    {
        var token = TestContext.Current.CancellationToken;
        var owner = await postgres.Server.CreateLoginAsync("", token);
        var database = await TestDatabase.CreateAsync(postgres, owner);
        using var stack = new TestStack(database.As(owner)) { Clock = new LeapingClock() };
        await using var holder = await database.LockAsync(LockKey.ForSchema("public"));

        var create = stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await database.UntilItWaitsForTheSchemaAsync();
        stack.EndWork();

        (await create).Reason!.ShouldMatch(
            @"^Another migrator holds the lock of schema ""public"" and did not let go in time: process \d+ \(.+, user \w+\)\. Wait for it, ");
    }
}

using System.Diagnostics;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.EndToEnd.Tests;

/// <summary>A kill -9 in mid-statement: the function says goodbye to nobody, and nobody comes after it.</summary>
public sealed class AFunctionThatIsKilled(SharedPostgres postgres)
{
    // For PostgreSQL's own patience there is no end to it: a backend that sleeps looks at its client only where it is told to.
    const string Busy = "SELECT pg_sleep(600)";

    const string Locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' "
        + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    static readonly TimeSpan Promised = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task FreesTheMigratorsLockWithoutAnotherOneAskingForIt()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy([.. Image.Old, ("0003_busy.sql", Busy)]);
        var running = Shop.InvokeAsync(function, shop.Ask("Create", Shop.Revision(1)).Event);
        await Eventually.TrueAsync(
            async () => (await shop.RowsAsync($"SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query = '{Busy}' "
                + "AND datname = current_database()")).Count == 1,
            "the script sleeps");
        (await shop.RowsAsync(Locks)).ShouldBe(["1"]);
        var killed = Stopwatch.GetTimestamp();

        function.Kill();
        await Eventually.TrueAsync(async () => (await shop.RowsAsync(Locks))[0] == "0", "the lock is free");

        var time = Stopwatch.GetElapsedTime(killed);
        TestContext.Current.TestOutputHelper?.WriteLine($"The lock was free after {time.TotalMilliseconds:F0} ms.");
        time.ShouldBeLessThan(Promised);
        (await running).ShouldBeOfType<Exited>();
        (await shop.ColumnsAsync()).ShouldBeEmpty();
    }
}

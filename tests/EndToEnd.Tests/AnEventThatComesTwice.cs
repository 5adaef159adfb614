using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.Lambda;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Lockstep.EndToEnd.Tests;

public sealed class AnEventThatComesTwice(SharedPostgres postgres)
{
    static readonly TimeSpan LambdasLongest = TimeSpan.FromMinutes(15);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IsAnsweredTheSameAndRunOnce(bool byAnotherProcess)
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy(Image.Old);
        var question = shop.Ask("Create", Shop.Revision(1));

        await Shop.InvokeAsync(function, question.Event);
        await Shop.InvokeAsync(byAnotherProcess ? shop.Deploy(Image.Old) : function, question.Event);

        var bodies = question.Slot.Deliveries.Select(delivery => Convert.ToHexString(delivery.Body.Span)).ToList();
        bodies.Count.ShouldBe(2);
        bodies[1].ShouldBe(bodies[0]);
        Answer.Of(question.Slot.Deliveries[0], question.Slot.Identity).ShouldSucceed();
        (await shop.RowsAsync("SELECT name, state FROM lockstep.journal ORDER BY id"))
            .ShouldBe(["0001_create_customers.sql|applied", "0002_fill_customers.sql|applied"]);
    }

    [Fact]
    public async Task IsCarriedOutTheSecondTimeWhenLambdaKilledTheFirstInMidScript()
    {
        const string Slow = "CREATE TABLE slow (id int);\nSELECT pg_advisory_xact_lock(4711);\nINSERT INTO slow VALUES (1)";
        await using var shop = await Shop.OpenAsync(postgres);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var function = shop.Deploy(
            [.. Image.Old, ("0003_slow.sql", Slow)], options => options with { Timeout = LambdasLongest, Api = new() { Time = clock } });
        var question = shop.Ask("Create", Shop.Revision(1));
        await using (var blocker = new NpgsqlConnection($"{shop.Database};Pooling=false"))
        {
            await blocker.OpenAsync(Token);
            await using var hold = new NpgsqlCommand("SELECT pg_advisory_lock(4711)", blocker);
            await hold.ExecuteNonQueryAsync(Token);
            var running = Shop.InvokeAsync(function, question.Event);
            await Eventually.TrueAsync(async () => (await WaitingAsync(shop)) == 1, "the script waits");

            clock.Advance(LambdasLongest);
            (await running).ShouldBeOfType<TimedOut>();
        }

        question.Slot.Deliveries.ShouldBeEmpty();
        (await shop.SendAsync(function, question)).ShouldSucceed()["AppliedCount"].ShouldBe("3");
        (await shop.RowsAsync("SELECT id FROM slow")).ShouldBe(["1"]);
        (await shop.RowsAsync("SELECT state, run FROM lockstep.deployment")).ShouldBe(["succeeded|2"]);
    }

    static async Task<long> WaitingAsync(Shop shop) => long.Parse(
        (await shop.RowsAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted "
                + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))[0],
        System.Globalization.CultureInfo.InvariantCulture);
}

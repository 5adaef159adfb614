using System.Text;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

public sealed class TimeThatIsVirtual
{
    // What a failing random test prints is enough to see it fail again.
    [Fact]
    public void IsTheSameForTheSameSeedToTheLastByte()
    {
        var (one, again, other) = (Story(7), Story(7), Story(8));

        one.ShouldBe(again);
        other.ShouldNotBe(one, StringComparer.Ordinal);
        one.Split('\n').Length.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void RingsTimersInTheirOrderAndStandsStillInBetween()
    {
        var time = new VirtualTime();
        var (start, rung) = (time.GetUtcNow(), new List<string>());

        time.Run(async () =>
        {
            var later = RingAsync("c", 3600);
            await Task.WhenAll(RingAsync("b", 5), RingAsync("a", 1), RingAsync("b2", 5));
            rung.Add($"{(time.GetUtcNow() - start).TotalSeconds}");
            await later;
        });

        rung.ShouldBe(["a", "b", "b2", "5", "c"]);
        time.GetElapsedTime(start.Ticks).ShouldBe(TimeSpan.FromHours(1));

        async Task RingAsync(string name, int seconds)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), time, TestContext.Current.CancellationToken);
            rung.Add(name);
        }
    }

    [Fact]
    public void StandsStillWhileSomethingHappensOutside()
    {
        var time = new VirtualTime();
        var (start, rang) = (time.GetUtcNow(), false);

        time.Run(async () =>
        {
            var timer = Task.Delay(TimeSpan.FromMilliseconds(1), time, TestContext.Current.CancellationToken).ContinueWith(
                _ => rang = true, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            var thread = await time.OutsideAsync(async () =>
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
                return Environment.CurrentManagedThreadId;
            });
            thread.ShouldNotBe(Environment.CurrentManagedThreadId);
            (rang, time.GetUtcNow()).ShouldBe((false, start));
            await timer;
        });

        rang.ShouldBeTrue();
    }

    [Fact]
    public void LetsOneThingAfterTheOtherHappenOutside()
    {
        var (time, order) = (new VirtualTime(), new List<string>());

        time.Run(() => Task.WhenAll(WorkAsync("slow", 30), WorkAsync("fast", 0)));

        order.ShouldBe(["slow begins", "slow ends", "fast begins", "fast ends"]);

        Task<int> WorkAsync(string name, int milliseconds) => time.OutsideAsync(async () =>
        {
            order.Add($"{name} begins");
            await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
            order.Add($"{name} ends");
            return milliseconds;
        });
    }

    [Fact]
    public void NoticesWhoLeavesIt()
    {
        var (time, isAwaited) = (new VirtualTime(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        Should.Throw<InvalidOperationException>(() => time.Run(() => Task.WhenAll(LeaveAsync(), StayAsync()))).Message
            .ShouldContain("OutsideAsync");

        async Task LeaveAsync() => await Task.Run(() => isAwaited.Task, TestContext.Current.CancellationToken);

        // Until the other has come back, from a thread that is not the clock's.
        async Task StayAsync()
        {
            isAwaited.SetResult();
            while (true)
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public void EndsWhenNothingIsLeftToHappen()
    {
        var never = new TaskCompletionSource();

        Should.Throw<InvalidOperationException>(() => new VirtualTime().Run(() => never.Task)).Message.ShouldStartWith("Nothing is left to happen");
    }

    // Cancelled, repeated, late: all that must not depend on the machine.
    static string Story(int seed)
    {
        var world = new World(seed);
        world.Account.Switches = new()
        {
            DuplicateDelivery = [new(1, TimeSpan.Zero), new(2, TimeSpan.FromSeconds(3))],
            Late = [new(3, TimeSpan.FromMinutes(1))],
        };
        world.Provider.Takes = request => TimeSpan.FromSeconds($"{request["RequestType"]}".Length);
        world.Provider.Error = _ => world.Provider.Runs.Count % 3 == 0 ? "Boom" : null;
        var pair = world.Pair("1", World.Test(("Seconds", "7")));
        var results = new[]
        {
            world.Shop.Play(new CreateStack(pair.Build())),
            world.Shop.Play(new UpdateStack(world.Pair("2", World.Test(("Seconds", "8"))).Build(), CancelAfter: TimeSpan.FromSeconds(2))),
            world.Shop.Play(new UpdateStack(world.Pair("3", World.Test(("Seconds", "9"), ("Fails", "Update"))).Build())),
            world.Shop.Play(new DeleteStack()),
        };
        world.Account.Settle();
        var events = results.Select(World.Lines);
        var wire = world.Shop.Wire.Select(exchange => $"{exchange.SentAt:O} {Encoding.UTF8.GetString(exchange.Event.Span)} "
            + string.Join(' ', exchange.Deliveries.Select(delivery => $"{delivery.At:O} {delivery.Status} {Encoding.UTF8.GetString(delivery.Body.Span)}")));
        return string.Join('\n', events.Concat(wire));
    }
}

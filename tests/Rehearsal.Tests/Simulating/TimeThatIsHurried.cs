using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

public sealed class TimeThatIsHurried
{
    static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 11, 12, TimeSpan.Zero);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LetsPausesPassAtOnceAndRingsADeadlineWhenTheyHaveUsedItUp()
    {
        var time = new HurriedTime(Now, TimeSpan.FromSeconds(10));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15), time);
        var rang = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = deadline.Token.Register(rang.SetResult);

        await Task.Delay(TimeSpan.FromSeconds(9), time, Token);
        (time.GetUtcNow(), rang.Task.IsCompleted).ShouldBe((Now.AddSeconds(9), false));
        await Task.Delay(TimeSpan.FromSeconds(9), time, Token);

        await rang.Task;
        time.Passed.ShouldBe(TimeSpan.FromSeconds(18));
        time.GetElapsedTime(Now.Ticks).ShouldBe(TimeSpan.FromSeconds(18));
    }

    [Fact]
    public void ForgetsATimerThatIsDisposedOf()
    {
        var time = new HurriedTime(Now, TimeSpan.FromSeconds(10));
        var rang = false;
        time.CreateTimer(_ => rang = true, null, TimeSpan.FromSeconds(15), Timeout.InfiniteTimeSpan).Dispose();

        for (var pauses = 0; pauses < 3; pauses++)
        {
            time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan).Dispose();
        }

        (rang, time.Passed).ShouldBe((false, TimeSpan.FromSeconds(30)));
    }
}

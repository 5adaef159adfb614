using Lockstep.CustomResources.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.CustomResources.Tests;

public sealed class RunningOutOfTime
{
    const string Remedy = "Give the function a longer Timeout (at most 900 s), or this deployment less to do.";

    [Fact]
    public async Task IsAnsweredFailedWithTheTimeAndTheRemedy()
    {
        var (provider, _) = await RunAsync(token => Task.Delay(Timeout.Infinite, token), TimeSpan.FromSeconds(285));

        provider.Bucket.Answer.Status().ShouldBe("FAILED");
        provider.Bucket.Answer.Reason().ShouldBe($"Ran out of time after 285 s. {Remedy}");
        provider.Bucket.Answer.Id().ShouldBe("lockstep:never-created");
    }

    [Fact]
    public async Task IsSeenInACancellationAmongOthers()
    {
        var (provider, _) = await RunAsync(
            async token =>
            {
                await Task.WhenAny(Task.Delay(Timeout.Infinite, token));
                throw new AggregateException(
                    new TaskCanceledException(), new AggregateException(new OperationCanceledException()));
            },
            TimeSpan.FromSeconds(285));

        provider.Bucket.Answer.Reason().ShouldStartWith("Ran out of time after 285 s.");
    }

    [Fact]
    public async Task IsNotTheReasonOfAnyOtherCancellation()
    {
        var answer = await new Provider(Thing.Throwing(new TaskCanceledException("mine"))).SendAsync(Events.Create());

        answer.Reason().ShouldBe("TaskCanceledException: the log has the details.");
    }

    [Fact]
    public async Task DoesNotSpoilWorkThatEndsCleanlyInTheMargin()
    {
        var (provider, _) = await RunAsync(token => Task.WhenAny(Task.Delay(Timeout.Infinite, token)), TimeSpan.FromSeconds(285));

        provider.Bucket.Answer.Status().ShouldBe("SUCCESS");
    }

    [Theory]
    [InlineData("Create", $"lockstep:unknown/{Events.RequestId}")]
    [InlineData("Update", "id-1")]
    [InlineData("Delete", "id-1")]
    public async Task IsAnsweredOnceThoughTheWorkGoesOn(string type, string id)
    {
        var end = new TaskCompletionSource();
        var (provider, late) = await RunAsync(_ => end.Task, TimeSpan.FromSeconds(294), type);

        var answer = provider.Bucket.Answer;
        answer.Status().ShouldBe("FAILED");
        answer.Reason().ShouldBe(
            $"Ran out of time after 294 s, and the work did not stop when it was told to: it may still be going on. {Remedy}");
        answer.Id().ShouldBe(id);

        end.SetResult();
        await late;
        await EventuallyAsync(() =>
            provider.Log.Text.Contains("ended after 294 s and was dropped: Succeeded", StringComparison.Ordinal));
        provider.Bucket.Puts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task IsLoggedWhenTheWorkFailsLater()
    {
        var end = new TaskCompletionSource();
        var (provider, _) = await RunAsync(_ => end.Task, TimeSpan.FromSeconds(294));

        end.SetException(new InvalidOperationException("too late"));

        await EventuallyAsync(() => provider.Log.Text.Contains("too late", StringComparison.Ordinal));
        provider.Bucket.Puts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task IsAnsweredThoughTheWorkNeverYields()
    {
        using var end = new ManualResetEventSlim();
        var (provider, _) = await RunAsync(
            _ =>
            {
                end.Wait(TestContext.Current.CancellationToken);
                return Task.CompletedTask;
            },
            TimeSpan.FromSeconds(294));

        provider.Bucket.Answer.Reason().ShouldStartWith("Ran out of time after 294 s, and the work did not stop");
        end.Set();
        await EventuallyAsync(() => provider.Log.Text.Contains("was dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ComesEarlierWithAShortServiceTimeout()
    {
        // Signed 5 s ago: of its 65 s, 60 are left, of which 15 are for the answer.
        var (provider, _) = await RunAsync(
            token => Task.Delay(Timeout.Infinite, token), TimeSpan.FromSeconds(45), properties: """{"ServiceTimeout":"65"}""");

        provider.Bucket.Answer.Reason().ShouldBe(
            "Ran out of time after 45 s. "
            + "Give the resource a longer ServiceTimeout (at most 3600 s), or this deployment less to do.");
    }

    [Theory]
    [InlineData("""{"ServiceTimeout":"120"}""", 120)]
    [InlineData("""{"ServiceTimeout":120}""", 120)]
    [InlineData("""{"ServiceTimeout":"0"}""", 3600)]
    [InlineData("""{"ServiceTimeout":"3601"}""", 3600)]
    [InlineData("""{"ServiceTimeout":"soon"}""", 3600)]
    [InlineData("""{"ServiceTimeout":["7"]}""", 3600)]
    [InlineData("{}", 3600)]
    public async Task KnowsTheServiceTimeout(string properties, int seconds)
    {
        var provider = new Provider();

        await provider.SendAsync(Events.Delete("thing-1", properties));

        var request = (Requests.DeleteRequest<ThingProperties>)provider.Thing.Requests[0];
        request.Context.ServiceTimeout.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(900.0, 885, 892.5, 899)]
    [InlineData(60.0, 45, 52.5, 59)]
    [InlineData(45.0, 30, 37.5, 44)]
    [InlineData(30.0, 20, 25, 29)]
    [InlineData(3.0, 2, 2.5, 2.7)]
    [InlineData(960.0, 945, 952.5, 959)]
    [InlineData(null, 45, 52.5, 59)]
    [InlineData(0.0, 45, 52.5, 59)]
    [InlineData(-100.0, 45, 52.5, 59)]
    [InlineData(961.0, 45, 52.5, 59)]
    [InlineData(1e9, 45, 52.5, 59)]
    public void SplitsTheTimeIntoWorkCleaningUpAndAnswer(double? left, double work, double cleanUp, double answer)
    {
        var clock = new FakeTimeProvider();
        TimeSpan? given = left is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        using var deadline = new Deadline(clock.GetUtcNow() + given, clock);

        deadline.WorkTimeLeft.ShouldBe(TimeSpan.FromSeconds(work));
        clock.Advance(TimeSpan.FromSeconds(work) - TimeSpan.FromMilliseconds(1));
        deadline.WorkToken.IsCancellationRequested.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMilliseconds(1));
        deadline.WorkToken.IsCancellationRequested.ShouldBeTrue();
        deadline.WorkTimeLeft.ShouldBe(TimeSpan.Zero);
        clock.Advance(TimeSpan.FromSeconds(cleanUp - work) - TimeSpan.FromMilliseconds(1));
        deadline.CleanUpToken.IsCancellationRequested.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMilliseconds(1));
        deadline.CleanUpToken.IsCancellationRequested.ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(answer - cleanUp) - TimeSpan.FromMilliseconds(1));
        deadline.AnswerToken.IsCancellationRequested.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMilliseconds(1));
        deadline.AnswerToken.IsCancellationRequested.ShouldBeTrue();
    }

    /// <summary>Sends a request, lets the given time pass once its work has begun, and waits for the answer.</summary>
    static async Task<(Provider Provider, Task Work)> RunAsync(
        Func<CancellationToken, Task> work, TimeSpan time, string type = "Create", string properties = "{}")
    {
        var begun = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource();
        var thing = new Thing { OnCreate = ActAsync, OnUpdate = ActAsync, OnDelete = ActAsync };
        var provider = new Provider(thing);
        var request = Events.Update("id-1", properties).With("RequestType", type);
        var handling = provider.HandleAsync((type == "Create" ? request.Without("PhysicalResourceId") : request).Bytes());
        await begun.Task;
        provider.Clock.Advance(time - TimeSpan.FromMilliseconds(1));
        handling.IsCompleted.ShouldBeFalse();
        provider.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await handling;
        return (provider, ended.Task);

        async Task<ResourceOutcome> ActAsync(object given, CancellationToken cancellationToken)
        {
            begun.SetResult(ended.Task);
            try
            {
                await work(cancellationToken);
                return Thing.Success();
            }
            finally
            {
                ended.SetResult();
            }
        }
    }

    // Lines are written after the work's end has been seen, on another thread.
    static async Task EventuallyAsync(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            tries.ShouldBeLessThan(5000);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}

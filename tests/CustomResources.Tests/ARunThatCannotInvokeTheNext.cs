using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

/// <summary>Without a way to Lambda's API an invocation ends in error, and Lambda's own two retries are the next runs.</summary>
public sealed class ARunThatCannotInvokeTheNext
{
    const string NoThirdRetry =
        "The work is not done, and no other run may go on with it. "
        + "Lambda runs an event three times, and this may have been the third.";

    static readonly byte[] Request = Events.Create().Bytes();

    readonly Runs _runs = new();

    [Fact]
    public async Task EndsInErrorOnPurpose()
    {
        var provider = Continuing();

        var failed = await ShouldBeLeftToLambdaAsync(() => provider.HandleAsync(Request));

        failed.Message.ShouldBe("The work is not done, and goes on when Lambda runs this event again.");
        Warning(provider).ShouldBe(
            "Not done after 0 ms, and left to Lambda's own retry: The function has no way to invoke itself.");
    }

    [Fact]
    public async Task SaysWhatLambdaHadAgainstIt()
    {
        var provider = Continuing((_, _, _) => throw new InvalidOperationException("Lambda did not take it: AccessDenied."));

        await ShouldBeLeftToLambdaAsync(() => provider.HandleAsync(Request));

        Warning(provider).ShouldEndWith("own retry: Lambda did not take it: AccessDenied.");
    }

    [Fact]
    public async Task DoesNotKnowTheFunctionsName()
    {
        var provider = Continuing(_runs.TakeAsync);

        await ShouldBeLeftToLambdaAsync(
            () => provider.Function.HandleAsync(Request, provider.Invocation with { FunctionArn = null }));

        _runs.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DoesNotWaitForAConnectionThatIsNeverMade(bool listens)
    {
        var tried = new TaskCompletionSource();
        var provider = Continuing((_, _, token) =>
        {
            tried.SetResult();
            return Task.Delay(Timeout.Infinite, listens ? token : CancellationToken.None);
        });
        var started = provider.Clock.GetUtcNow();

        await ShouldBeLeftToLambdaAsync(async () =>
        {
            var work = provider.HandleAsync(Request);
            await tried.Task;
            provider.Clock.Advance(TimeSpan.FromSeconds(4));
            await work;
        });

        (provider.Clock.GetUtcNow() - started).ShouldBeInRange(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));
        Warning(provider).ShouldEndWith(
            "Lambda's API did not take it within 4 s. "
            + "A function in a VPC reaches it through a VPC endpoint for Lambda or a NAT gateway.");
    }

    [Fact]
    public async Task IsToldHowManyBytesAreTooMany()
    {
        var state = new string('x', (1024 * 1024) - await LengthWithoutStateAsync());
        var fits = Continuing(_runs.TakeAsync, state);
        var isTooLong = Continuing(_runs.TakeAsync, $"{state}x");

        await fits.HandleAsync(Request);
        await ShouldBeLeftToLambdaAsync(() => isTooLong.HandleAsync(Request));

        _runs.All.ShouldHaveSingleItem().Length.ShouldBe(1024 * 1024);
        Warning(isTooLong).ShouldEndWith("The event of the next run has 1048577 bytes, and Lambda takes 1048576.");
    }

    [Fact]
    public async Task IsRunThreeTimesAndThenAnswersWhereTheProcessIsTheSame()
    {
        var provider = Continuing();
        var function = provider.Function;

        await ShouldBeLeftToLambdaAsync(() => function.HandleAsync(Request, provider.Invocation));
        provider.Clock.Advance(TimeSpan.FromSeconds(885 + 60));
        await ShouldBeLeftToLambdaAsync(() => function.HandleAsync(Request, provider.Invocation));
        provider.Clock.Advance(TimeSpan.FromSeconds(885 + 120));
        await function.HandleAsync(Request, provider.Invocation);

        provider.Bucket.Answer.Status().ShouldBe("FAILED");
        provider.Bucket.Answer.Reason().ShouldBe(NoThirdRetry);
        provider.Thing.Requests.Select(request => ((CreateRequest<ThingProperties>)request).Context.Continuation)
            .ShouldAllBe(run => run.Run == 1 && run.State == null);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(179, true)]
    [InlineData(180, false)]
    [InlineData(945, false)]
    public async Task AnswersWhereItMayBeTheLastForAllThatANewProcessKnows(int secondsSinceItWasSent, bool goesOn)
    {
        var provider = Continuing();
        provider.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero).AddHours(1));
        var signed = provider.Clock.GetUtcNow().AddSeconds(-secondsSinceItWasSent);
        var url = Events.Url.Replace("20261101T120000Z", $"{signed:yyyyMMdd'T'HHmmss'Z'}", StringComparison.Ordinal);
        var request = Events.Create().With("ResponseURL", url).Bytes();

        if (goesOn)
        {
            await ShouldBeLeftToLambdaAsync(() => provider.HandleAsync(request));
            provider.Bucket.Puts.ShouldBeEmpty();
        }
        else
        {
            await provider.HandleAsync(request);
            provider.Bucket.Answer.Reason().ShouldBe(NoThirdRetry);
        }
    }

    [Theory]
    [InlineData(1, 1000, true)]
    [InlineData(2, 1000, true)]
    [InlineData(3, 1000, false)]
    [InlineData(3, 0, false)]
    [InlineData(0, 0, true)]
    [InlineData(-1, 0, true)]
    public async Task BelievesAResourceThatCountsDeliveries(int delivery, int secondsLater, bool goesOn)
    {
        await ShouldGoOnOrAnswerAsync(delivery, secondsLater, goesOn, NoThirdRetry);
    }

    // The retry comes a minute or two after the run; one that would come later than Lambda begins any is answered for by nobody
    // who knows what was done. The clock is five seconds past the signing.
    [Theory]
    [InlineData(1, 2335, true)]
    [InlineData(1, 2336, false)]
    [InlineData(2, 2275, true)]
    [InlineData(2, 2276, false)]
    public async Task AnswersWhereLambdaWouldNotRunSoOldAnEventAgain(int delivery, int secondsLater, bool goesOn)
    {
        await ShouldGoOnOrAnswerAsync(
            delivery, secondsLater, goesOn,
            "The work is not done, and no other run may go on with it. "
                + "Lambda runs an event again only within 40 minutes (MaximumEventAgeInSeconds), and they are over.");
    }

    [Fact]
    public async Task IsTheLastOfAContinuationThatNobodyCouldHandOn()
    {
        await Continuing(_runs.TakeAsync).HandleAsync(Request);
        var provider = Continuing();
        var function = provider.Function;
        var continuation = _runs.All.ShouldHaveSingleItem();

        await ShouldBeLeftToLambdaAsync(() => function.HandleAsync(continuation, provider.Invocation));
        await ShouldBeLeftToLambdaAsync(() => function.HandleAsync(continuation, provider.Invocation));
        await function.HandleAsync(continuation, provider.Invocation);

        provider.Bucket.Answer.Reason().ShouldBe(NoThirdRetry);
    }

    static async Task ShouldGoOnOrAnswerAsync(int delivery, int secondsLater, bool goesOn, string reason)
    {
        var provider = new Provider(Thing.Returning(new Continue("") { Delivery = delivery }));
        provider.Clock.Advance(TimeSpan.FromSeconds(secondsLater));
        if (goesOn)
        {
            await ShouldBeLeftToLambdaAsync(() => provider.HandleAsync(Request));
            provider.Bucket.Puts.ShouldBeEmpty();
        }
        else
        {
            (await provider.SendAsync(Request)).Reason().ShouldBe(reason);
        }
    }

    static Provider Continuing(
        Func<string, ReadOnlyMemory<byte>, CancellationToken, Task>? invokeAsync = null, string state = "") =>
        new(Thing.Returning(new Continue(state))) { InvokeAsync = invokeAsync };

    static async Task<int> LengthWithoutStateAsync()
    {
        var runs = new Runs();
        await Continuing(runs.TakeAsync).HandleAsync(Request);
        return runs.All.ShouldHaveSingleItem().Length;
    }

    static async Task<InvocationFailedException> ShouldBeLeftToLambdaAsync(Func<Task> handle)
    {
        var failed = await Should.ThrowAsync<InvocationFailedException>(handle);
        failed.ErrorType.ShouldBe("Lockstep.Continue");
        return failed;
    }

    static string Warning(Provider provider) =>
        provider.Log.Lines.Last(line => line.Text("level") == "WARN").Text("message");
}

using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Tests.Lambda;

public sealed class ARuntimeThatCannotStart
{
    static readonly InvocationInput Event = new("{}"u8.ToArray()) { AwsRequestId = "r-1" };

    [Fact]
    public async Task ServesItsReasonToTheFirstInvocation()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());

        using var content = new StringContent("{\"errorMessage\":\"no configuration\"}");
        var reply = await runtime.PostAsync("runtime/init/error", content, "Runtime.ConfigInvalid");
        runtime.Api.RuntimeExited(1);

        ((int)reply.StatusCode).ShouldBe(202);
        await runtime.Api.Initialised.WaitAsync(RuntimeByHand.Patience, TestContext.Current.CancellationToken);
        var failure = (await runtime.InvokeAsync(Event)).ShouldBeOfType<InitFailed>();
        failure.ErrorType.ShouldBe("Runtime.ConfigInvalid");
        failure.Text().ShouldBe("{\"errorMessage\":\"no configuration\"}");
    }

    [Fact]
    public async Task EndsAnInvocationThatIsWaiting()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        var result = runtime.InvokeAsync(Event);

        using var content = new StringContent("{}");
        (await runtime.PostAsync("runtime/init/error", content, null)).Dispose();

        (await result).ShouldBeOfType<InitFailed>().ErrorType.ShouldBeEmpty();
    }

    [Fact]
    public async Task MayNotAskForAnEventAfterwards()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        using var content = new StringContent("{}");
        (await runtime.PostAsync("runtime/init/error", content, null)).Dispose();

        await (await runtime.NextAsync()).ShouldBeAsync(403, ARuntimeThatBreaksTheRules.Forbidden("InitError", "Ready"));
    }

    [Fact]
    public async Task MayNotReportItAfterItAskedForAnEvent()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        var result = runtime.InvokeAsync(Event);
        (await runtime.NextAsync()).Dispose();

        using var content = new StringContent("{}");
        var reply = await runtime.PostAsync("runtime/init/error", content, null);

        await reply.ShouldBeAsync(403, ARuntimeThatBreaksTheRules.Forbidden("Running", "InitError"));
        (await runtime.RespondAsync("r-1", "1")).Dispose();
        await result;
    }
}

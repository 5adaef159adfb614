using System.Net;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Tests.Lambda;

public sealed class ARuntimeWithSnapStart
{
    static readonly InvocationInput Event = new("{}"u8.ToArray()) { AwsRequestId = "r-1" };

    [Fact]
    public async Task IsHeldInRestoreUntilItIsInvoked()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions { SnapStart = true });
        var restore = runtime.GetAsync("runtime/restore/next");
        await runtime.Api.Initialised.WaitAsync(RuntimeByHand.Patience, TestContext.Current.CancellationToken);
        restore.IsCompleted.ShouldBeFalse();

        var result = runtime.InvokeAsync(Event);

        using var restored = await restore;
        restored.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await runtime.NextAsync()).Dispose();
        (await runtime.RespondAsync("r-1", "1")).Dispose();
        (await result).ShouldBeOfType<Responded>();
    }

    [Fact]
    public async Task MayReportThatItsRestoreFailed()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions { SnapStart = true });
        var result = runtime.InvokeAsync(Event);
        (await runtime.GetAsync("runtime/restore/next")).Dispose();

        using var content = new StringContent("{\"errorMessage\":\"no\"}");
        var reply = await runtime.PostAsync("runtime/restore/error", content, "Runtime.AfterRestoreError");

        ((int)reply.StatusCode).ShouldBe(202);
        (await result).ShouldBeOfType<InitFailed>().ErrorType.ShouldBe("Runtime.AfterRestoreError");
    }

    [Fact]
    public async Task MayNotReportAFailedRestoreBeforeItWasRestored()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions { SnapStart = true });

        using var content = new StringContent("{}");
        var reply = await runtime.PostAsync("runtime/restore/error", content, null);

        await reply.ShouldBeAsync(403, ARuntimeThatBreaksTheRules.Forbidden("Started", "RuntimeRestoreErrorState"));
    }
}

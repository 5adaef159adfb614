using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Tests.Lambda;

public sealed class AnAnswerWhoseCallerIsSlow
{
    [Fact]
    public async Task DoesNotHandItsEventOutAgainMeanwhile()
    {
        var lifecycle = new RuntimeLifecycle();
        var first = Invocation("r-1");
        var second = Invocation("r-2");
        lifecycle.Begin(first);
        await lifecycle.NextAsync(TestContext.Current.CancellationToken);
        lifecycle.Answer(new Responded("r-1", Array.Empty<byte>()), "InvocationResponse", RuntimeReply.Accepted);

        var next = lifecycle.NextAsync(TestContext.Current.CancellationToken);

        next.IsCompleted.ShouldBeFalse();
        lifecycle.Finish(first);
        lifecycle.Begin(second);
        (await next).Event.ShouldBe(second);
    }

    static PendingInvocation Invocation(string id) =>
        new(new InvocationInput("{}"u8.ToArray()) { AwsRequestId = id }, TimeProvider.System.GetUtcNow());
}

using System.Collections.Concurrent;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Tests.Lambda;

public sealed class ARuntimeApiWithAPathPrefix
{
    [Theory]
    [InlineData("/migrate")]
    [InlineData("migrate/")]
    public async Task AnswersBelowItAlone(string prefix)
    {
        var seen = new ConcurrentQueue<RuntimeApiExchange>();
        await using var runtime = await RuntimeByHand.StartAsync(
            new RuntimeApiOptions { PathPrefix = prefix, Observe = seen.Enqueue });
        runtime.Api.Address.ShouldMatch("^127\\.0\\.0\\.1:[0-9]+/migrate$");
        var result = runtime.InvokeAsync(new InvocationInput("{}"u8.ToArray()) { AwsRequestId = "r-1" });
        using var http = new HttpClient();

        using var beside = await http.GetAsync(
            new Uri($"http://{runtime.Api.Address.Split('/')[0]}/2018-06-01/runtime/invocation/next"),
            TestContext.Current.CancellationToken);
        (await runtime.NextAsync()).Dispose();
        (await runtime.RespondAsync("r-1", "1")).Dispose();

        ((int)beside.StatusCode).ShouldBe(404);
        (await result).Text().ShouldBe("1");
        seen.ShouldContain(new RuntimeApiExchange("GET", "runtime/invocation/next", null, null, 200));
    }
}

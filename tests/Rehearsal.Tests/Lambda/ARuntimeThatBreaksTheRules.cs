using System.Net;
using System.Net.Sockets;
using System.Text;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Tests.Lambda;

public sealed class ARuntimeThatBreaksTheRules
{
    const string InvalidRequestId = """{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}""";

    static readonly InvocationInput Event = new("{}"u8.ToArray()) { AwsRequestId = "r-1" };

    [Theory]
    [InlineData("response", "InvocationResponse")]
    [InlineData("error", "InvocationErrorResponse")]
    public async Task IsForbiddenASecondAnswer(string second, string transition)
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        var result = runtime.InvokeAsync(Event);
        (await runtime.NextAsync()).Dispose();
        (await runtime.RespondAsync("r-1", "1")).Dispose();

        using var content = new StringContent("2");
        var reply = await runtime.PostAsync($"runtime/invocation/r-1/{second}", content, null);

        await reply.ShouldBeAsync(403, Forbidden("RuntimeResponseSentState", transition));
        (await result).Text().ShouldBe("1");
    }

    [Fact]
    public async Task IsToldThatAnIdIsUnknown()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        await (await runtime.RespondAsync("r-0", "1")).ShouldBeAsync(400, InvalidRequestId);
        var result = runtime.InvokeAsync(Event);
        (await runtime.NextAsync()).Dispose();

        await (await runtime.RespondAsync("r-0", "1")).ShouldBeAsync(400, InvalidRequestId);
        await (await runtime.FailAsync("r-0", "1", "Function.X")).ShouldBeAsync(400, InvalidRequestId);

        result.IsCompleted.ShouldBeFalse();
        (await runtime.RespondAsync("r-1", "1")).Dispose();
        await result;
    }

    [Fact]
    public async Task MayGoOnAfterAResponseThatIsTooLarge()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        var result = runtime.InvokeAsync(Event);
        (await runtime.NextAsync()).Dispose();

        var reply = await runtime.RespondAsync("r-1", new string('x', RuntimeApi.MaximumPayloadBytes + 1));

        await reply.ShouldBeAsync(
            413,
            """{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}""");
        (await result).ShouldBeOfType<FunctionFailed>().Text().ShouldBe(
            """{"errorMessage":"Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes).","""
            + "\"errorType\":\"Function.ResponseSizeTooLarge\"}");
        var second = runtime.InvokeAsync(Event with { AwsRequestId = "r-2" });
        (await runtime.NextAsync()).Dispose();
        (await runtime.RespondAsync("r-2", new string('x', RuntimeApi.MaximumPayloadBytes))).Dispose();
        (await second).ShouldBeOfType<Responded>().Body.Length.ShouldBe(RuntimeApi.MaximumPayloadBytes);
    }

    [Fact]
    public async Task FailsTheInvocationWhenItsResponseBreaksOff()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        var result = runtime.InvokeAsync(Event);
        (await runtime.NextAsync()).Dispose();
        var endpoint = IPEndPoint.Parse(runtime.Api.Address);
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(endpoint, TestContext.Current.CancellationToken);
            await socket.SendAsync(
                "POST /2018-06-01/runtime/invocation/r-1/response HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"u8.ToArray(),
                TestContext.Current.CancellationToken);
        }

        (await result).ShouldBeOfType<FunctionFailed>().ErrorType.ShouldBe("Runtime.TruncatedResponse");
    }

    [Fact]
    public async Task GetsTheSameEventWhenItAsksAgainBeforeItAnswered()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        var result = runtime.InvokeAsync(Event);
        (await runtime.NextAsync()).Dispose();

        using var again = await runtime.NextAsync();

        again.Header("Lambda-Runtime-Aws-Request-Id").ShouldBe("r-1");
        (await runtime.RespondAsync("r-1", "1")).Dispose();
        await result;
    }

    [Theory]
    [InlineData("GET", "2018-06-01/runtime/nothing", 404)]
    [InlineData("GET", "2019-01-01/runtime/invocation/next", 404)]
    [InlineData("GET", "2018-06-01/runtime/restore/next", 404)]
    [InlineData("POST", "2018-06-01/runtime/restore/error", 404)]
    [InlineData("POST", "2018-06-01/runtime/invocation/next", 405)]
    [InlineData("GET", "2018-06-01/runtime/invocation/r-1/response", 405)]
    [InlineData("GET", "2018-06-01/runtime/init/error", 405)]
    public async Task IsToldThatThereIsNoSuchCall(string method, string path, int status)
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), $"http://{runtime.Api.Address}/{path}");

        using var reply = await http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)reply.StatusCode).ShouldBe(status);
    }

    internal static string Forbidden(string from, string to) => new StringBuilder()
        .Append("{\"errorMessage\":\"State transition from ").Append(from).Append(" to ").Append(to)
        .Append(" failed for runtime. Error: State transition is not allowed\",\"errorType\":\"InvalidStateTransition\"}")
        .ToString();
}

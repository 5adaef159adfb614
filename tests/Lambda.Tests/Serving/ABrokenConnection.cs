using System.Net;
using System.Net.Sockets;
using System.Text;
using Lockstep.Lambda.Tests.Support;
using Lockstep.Lambda.Wire;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.Lambda.Tests.Serving;

public sealed class ABrokenConnection
{
    readonly RecordingLog _log = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsMadeAgainAtOnce()
    {
        using var api = new ScriptedApi();
        api.ThenBroken().ThenEvent("r-1").ThenStatus(202);

        var exitCode = await api.RunAsync(EchoAsync, Options(new FakeTimeProvider()));

        exitCode.ShouldBe(0);
        api.Calls.ShouldBe(["GET invocation/next", "GET invocation/next", "POST invocation/r-1/response", "GET invocation/next"]);
        _log.Lines.ShouldHaveSingleItem().Text.ShouldBe(
            "No connection to the Runtime API (connection reset); next attempt in 00:00:00");
    }

    [Fact]
    public async Task IsGivenUpAfterTenAttemptsAndGrowingPauses()
    {
        using var api = new ScriptedApi();
        for (var i = 0; i < 10; i++)
        {
            api.ThenBroken();
        }
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.Zero };

        var loop = api.RunAsync(EchoAsync, Options(time));
        while (!loop.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        (await loop).ShouldBe(1);
        api.Calls.Count.ShouldBe(10);
        _log.Lines.Select(line => line.Text).ShouldBe(
        [
            "No connection to the Runtime API (connection reset); next attempt in 00:00:00",
            "No connection to the Runtime API (connection reset); next attempt in 00:00:00.1000000",
            "No connection to the Runtime API (connection reset); next attempt in 00:00:00.2000000",
            "No connection to the Runtime API (connection reset); next attempt in 00:00:00.4000000",
            "No connection to the Runtime API (connection reset); next attempt in 00:00:00.8000000",
            "No connection to the Runtime API (connection reset); next attempt in 00:00:01.6000000",
            "No connection to the Runtime API (connection reset); next attempt in 00:00:03.2000000",
            "No connection to the Runtime API (connection reset); next attempt in 00:00:03.2000000",
            "No connection to the Runtime API (connection reset); next attempt in 00:00:03.2000000",
            "The Runtime API at api.test:9001 is gone: 10 attempts, the last: connection reset; the process ends",
        ]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    public async Task MeansThatAnAnswerRefusedTheSecondTimeHadArrivedTheFirst(int status)
    {
        using var api = new ScriptedApi();
        api.ThenEvent("r-1").ThenBroken().ThenStatus(status, "InvalidStateTransition").ThenEvent("r-2").ThenStatus(202);

        var exitCode = await api.RunAsync(EchoAsync, Options(TimeProvider.System));

        exitCode.ShouldBe(0);
        api.Calls.ShouldBe(
        [
            "GET invocation/next", "POST invocation/r-1/response", "POST invocation/r-1/response",
            "GET invocation/next", "POST invocation/r-2/response", "GET invocation/next",
        ]);
        _log.Lines.Select(line => line.RequestId).ShouldBe(["r-1", "r-1"]);
        _log.Lines[^1].Text.ShouldBe($"The Runtime API no longer waits for this answer: {status} InvalidStateTransition");
    }

    [Fact]
    public async Task InTheMiddleOfAnEventIsMadeAgainOverRealSockets()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var seen = new TaskCompletionSource<string>();
        using var termination = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var loop = new LambdaRuntime(Options(TimeProvider.System) with
        {
            Environment = name => name == RuntimeApiAddress.Variable ? listener.LocalEndpoint.ToString() : null,
        }).RunAsync(
            () => async invocation =>
            {
                seen.SetResult($"{invocation.AwsRequestId} {invocation.Event.Text()}");
                await termination.CancelAsync();
                return invocation.Event;
            },
            termination.Token);

        const string Head = "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r-1\r\nContent-Length: 7\r\n\r\n";
        await AnswerOnceAsync(listener, Head + "{\"n\":");
        await AnswerOnceAsync(listener, Head + "{\"n\":1}");
        await AnswerOnceAsync(listener, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");

        (await seen.Task.WaitAsync(ServedFunction.Patience, TimeProvider.System, Token)).ShouldBe("r-1 {\"n\":1}");
        (await loop).ShouldBe(0);
    }

    [Fact]
    public void IsNeverBrokenByATimeoutAProxyOrARedirectOfOurOwn()
    {
        using var http = RuntimeApiConnection.CreateClient(RuntimeApiClient.CreateHandler);
        using var handler = (SocketsHttpHandler)RuntimeApiClient.CreateHandler();

        http.Timeout.ShouldBe(Timeout.InfiniteTimeSpan);
        handler.UseProxy.ShouldBeFalse();
        handler.AllowAutoRedirect.ShouldBeFalse();
    }

    LambdaRuntimeOptions Options(TimeProvider time) => ServedFunction.Options with { Log = _log, Time = time };

    static Task<ReadOnlyMemory<byte>> EchoAsync(Invocation invocation) => Task.FromResult(invocation.Event);

    // Reads one request, writes what it is told and closes the connection, so that the next call needs a new one.
    static async Task AnswerOnceAsync(TcpListener listener, string reply)
    {
        using var client = await listener.AcceptTcpClientAsync(Token).AsTask()
            .WaitAsync(ServedFunction.Patience, TimeProvider.System, Token);
        var stream = client.GetStream();
        var buffer = new byte[65536];
        var request = "";
        while (!request.Contains("\r\n\r\n", StringComparison.Ordinal) || (request[0] == 'P' && !request.EndsWith('}')))
        {
            request += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Token));
        }
        await stream.WriteAsync(Encoding.ASCII.GetBytes(reply), Token);
    }
}

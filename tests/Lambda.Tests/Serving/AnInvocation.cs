using System.Globalization;
using System.Net.Sockets;
using Lockstep.Lambda.Tests.Support;
using Lockstep.Lambda.Wire;
using Lockstep.Rehearsal.Lambda;
using Microsoft.Extensions.Logging;

namespace Lockstep.Lambda.Tests.Serving;

public sealed class AnInvocation
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsAnsweredWithWhatTheHandlerReturns()
    {
        await using var function = await ServedFunction.StartAsync(
            invocation => Task.FromResult(Bytes.Of($"[{invocation.Event.Text()}]")));

        var result = await function.InvokeAsync("\"Zürich – 東京\"");

        result.ShouldBeOfType<Responded>().Body.Text().ShouldBe("[\"Zürich – 東京\"]");
    }

    [Fact]
    public async Task IsAnsweredExactlyOnce()
    {
        await using var function = await ServedFunction.StartAsync(invocation => invocation.Event.Text() == "2"
            ? throw new InvalidOperationException("two")
            : Task.FromResult(invocation.Event));

        await function.InvokeAsync(new InvocationInput(Bytes.Of("1")) { AwsRequestId = "r-1" });
        await function.InvokeAsync(new InvocationInput(Bytes.Of("2")) { AwsRequestId = "r-2" });
        await function.InvokeAsync(new InvocationInput(Bytes.Of("3")) { AwsRequestId = "r-3" });
        await function.TerminateAsync();

        function.Calls.ShouldBe(
        [
            "GET runtime/invocation/next 200",
            "POST runtime/invocation/r-1/response 202",
            "GET runtime/invocation/next 200",
            "POST runtime/invocation/r-2/error 202",
            "GET runtime/invocation/next 200",
            "POST runtime/invocation/r-3/response 202",
        ]);
        function.Exchanges.Select(call => call.ContentType).Where(type => type is not null)
            .ShouldBe(["application/json", "application/vnd.aws.lambda.error+json", "application/json"]);
    }

    [Fact]
    public async Task ComesWithItsIdsAndItsDeadline()
    {
        var seen = new TaskCompletionSource<Invocation>();
        await using var function = await ServedFunction.StartAsync(
            () => invocation =>
            {
                seen.SetResult(invocation);
                return Task.FromResult(invocation.Event);
            },
            ServedFunction.Options,
            new RuntimeApiOptions { FunctionArn = "arn:aws:lambda:eu-west-1:123456789012:function:migrate:live" });
        var earliest = TimeProvider.System.GetUtcNow() + ServedFunction.Patience - TimeSpan.FromMilliseconds(1);

        await function.InvokeAsync(new InvocationInput(Bytes.Of("{}")) { AwsRequestId = "r-1", TraceId = "Root=1-2-3" });

        var invocation = await seen.Task;
        invocation.AwsRequestId.ShouldBe("r-1");
        invocation.InvokedFunctionArn.ShouldBe("arn:aws:lambda:eu-west-1:123456789012:function:migrate:live");
        invocation.TraceId.ShouldBe("Root=1-2-3");
        invocation.Deadline!.Value.ShouldBeInRange(earliest, TimeProvider.System.GetUtcNow() + ServedFunction.Patience);
    }

    [Fact]
    public async Task ThatEndsWithANamedErrorCarriesItsMessageVerbatim()
    {
        const string Document = """{"Status":"SUCCESS","Data":{"Name":"Zürich \"東京\"\n\\"}}""";
        await using var function = await ServedFunction.StartAsync(
            () => _ => throw new InvalidOperationException("outer", new InvalidOperationException("inner")),
            ServedFunction.Options with
            {
                NameError = error => new InvocationError($"Lockstep.{error.Message}", Document),
            },
            new RuntimeApiOptions());

        var failure = (await function.InvokeAsync("1")).ShouldBeOfType<FunctionFailed>();

        failure.ErrorType.ShouldBe("Lockstep.outer");
        failure.Body.Json().GetProperty("errorType").GetString().ShouldBe("Lockstep.outer");
        failure.Body.Json().GetProperty("errorMessage").GetString().ShouldBe(Document);
        var line = function.Log.Lines.ShouldHaveSingleItem();
        line.Text.ShouldBe("The invocation failed with Lockstep.outer");
        line.Exception.ShouldBeNull();
    }

    [Fact]
    public async Task SharesOneConnectionWithTheOthers()
    {
        var connections = 0;
        await using var function = await ServedFunction.StartAsync(
            () => invocation => Task.FromResult(invocation.Event),
            ServedFunction.Options with { CreateHandler = () => CountConnections(() => connections++) },
            new RuntimeApiOptions());

        await function.InvokeAsync("1");
        await function.InvokeAsync("2");
        await function.TerminateAsync();

        connections.ShouldBe(1);
    }

    [Fact]
    public async Task IsServedBelowAPathPrefix()
    {
        await using var function = await ServedFunction.StartAsync(
            () => invocation => Task.FromResult(invocation.Event),
            ServedFunction.Options,
            new RuntimeApiOptions { PathPrefix = "/migrate" });

        (await function.InvokeAsync("1")).ShouldBeOfType<Responded>();
    }

    [Fact]
    public async Task ThatIsRetriedIsHandledAgainUnderTheSameId()
    {
        var ids = new List<string>();
        await using var function = await ServedFunction.StartAsync(invocation =>
        {
            ids.Add(invocation.AwsRequestId);
            return ids.Count == 1 ? throw new InvalidOperationException() : Task.FromResult(invocation.Event);
        });
        var input = new InvocationInput(Bytes.Of("{}")) { AwsRequestId = "r-1" };

        var first = await function.InvokeAsync(input);
        var second = await function.InvokeAsync(input);

        first.ShouldBeOfType<FunctionFailed>();
        second.ShouldBeOfType<Responded>();
        ids.ShouldBe(["r-1", "r-1"]);
    }

    [Fact]
    public async Task FindsItsTraceIdInTheEnvironmentAndNeverTheOneBeforeIt()
    {
        var seen = new List<string?>();
        ServedFunction? self = null;
        await using var function = self = await ServedFunction.StartAsync(invocation =>
        {
            seen.Add(self!.Variables["_X_AMZN_TRACE_ID"]);
            return Task.FromResult(invocation.Event);
        });

        await function.InvokeAsync(new InvocationInput(Bytes.Of("1")) { TraceId = "Root=1-a" });
        await function.InvokeAsync(new InvocationInput(Bytes.Of("2")) { TraceId = "" });
        await function.InvokeAsync(new InvocationInput(Bytes.Of("3")) { TraceId = "Root=1-b" });

        seen.ShouldBe(["Root=1-a", null, "Root=1-b"]);
    }

    [Fact]
    public async Task HasItsIdInEveryLogLine()
    {
        ServedFunction? self = null;
        await using var function = self = await ServedFunction.StartAsync(async invocation =>
        {
            await Task.Yield();
            self!.Log.Log(LogLevel.Information, default, "working", null, static (text, _) => text);
            throw new InvalidOperationException("broken");
        });

        await function.InvokeAsync(new InvocationInput(Bytes.Of("1")) { AwsRequestId = "r-1" });
        await function.InvokeAsync(new InvocationInput(Bytes.Of("2")) { AwsRequestId = "r-2" });

        function.Log.Lines.Select(line => $"{line.Scope} | {line.RequestId} | {line.Text}").ShouldBe(
        [
            "requestId: r-1 |  | working",
            "requestId: r-1 | r-1 | The invocation failed with InvalidOperationException",
            "requestId: r-2 |  | working",
            "requestId: r-2 | r-2 | The invocation failed with InvalidOperationException",
        ]);
    }

    [Theory]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")]
    [InlineData("no trace id at all = ;;; %0A \"'")]
    public async Task HasTheTraceIdInItsLogLinesHoweverMalformed(string traceId)
    {
        await using var function = await ServedFunction.StartAsync(_ => throw new InvalidOperationException("broken"));

        await function.InvokeAsync(new InvocationInput(Bytes.Of("1")) { TraceId = traceId });
        await function.InvokeAsync(new InvocationInput(Bytes.Of("2")) { TraceId = "" });

        function.Log.Lines.Select(line => line.TraceId).ShouldBe([traceId, null]);
    }

    [Theory]
    [InlineData("return", "runtime/invocation/r-1/response")]
    [InlineData("throw", "runtime/invocation/r-1/error")]
    public async Task HasItsLogFlushedBeforeItIsAnswered(string end, string answer)
    {
        ServedFunction? self = null;
        var answeredAtFlush = new List<bool>();
        await using var function = self = await ServedFunction.StartAsync(
            () => invocation => end == "throw" ? throw new InvalidOperationException() : Task.FromResult(invocation.Event),
            ServedFunction.Options with
            {
                FlushLogs = () => answeredAtFlush.Add(self!.Exchanges.Any(call => call.Path == answer)),
            },
            new RuntimeApiOptions());

        await function.InvokeAsync(new InvocationInput(Bytes.Of("1")) { AwsRequestId = "r-1" });
        await function.TerminateAsync();

        answeredAtFlush[0].ShouldBeFalse();
        function.Exchanges.ShouldContain(call => call.Path == answer);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("soon", null)]
    [InlineData("1e5", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("9223372036854775807", null)]
    [InlineData("5000", "1970-01-01T00:00:05.000Z")]
    [InlineData("-1", "1969-12-31T23:59:59.999Z")]
    [InlineData("1800000030000", "2027-01-15T08:00:30.000Z")]
    public async Task HasTheDeadlineThatTheApiSentHoweverAbsurd(string? header, string? deadline)
    {
        var seen = new TaskCompletionSource<DateTimeOffset?>();
        using var api = new ScriptedApi();
        api.ThenEvent("r-1", header is null ? [] : [("Lambda-Runtime-Deadline-Ms", header)]).ThenStatus(202);

        await api.RunAsync(
            invocation =>
            {
                seen.SetResult(invocation.Deadline);
                return Task.FromResult(invocation.Event);
            },
            ServedFunction.Options);

        (await seen.Task)?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture).ShouldBe(deadline);
    }

    [Fact]
    public async Task IsAnsweredBeforeATerminationEndsTheLoop()
    {
        var release = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        await using var function = await ServedFunction.StartAsync(async invocation =>
        {
            started.SetResult();
            await release.Task;
            return invocation.Event;
        });
        var result = function.InvokeAsync("1");
        await started.Task;

        var ending = function.TerminateAsync();
        release.SetResult();

        (await result.WaitAsync(ServedFunction.Patience, TimeProvider.System, Token)).ShouldBeOfType<Responded>();
        (await ending).ShouldBe(0);
    }

    static SocketsHttpHandler CountConnections(Action count)
    {
        var handler = (SocketsHttpHandler)RuntimeApiClient.CreateHandler();
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            count();
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        };
        return handler;
    }
}

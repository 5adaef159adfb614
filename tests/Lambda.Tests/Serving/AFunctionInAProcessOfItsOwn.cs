using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Lockstep.Lambda.Tests.Support;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Lambda.Tests.Serving;

public sealed class AFunctionInAProcessOfItsOwn
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnswersAndStaysWarm()
    {
        await using var function = new FunctionProcess(TestFunction.Options("serve"));

        var first = await function.InvokeAsync(Bytes.Of("\"one\""), Token);
        var processes = function.ProcessIds;
        var second = await function.InvokeAsync(Bytes.Of("\"two\""), Token);

        first.ShouldBeOfType<Responded>().Body.Text().ShouldBe("\"one\"");
        second.ShouldBeOfType<Responded>().Body.Text().ShouldBe("\"two\"");
        function.ProcessIds.ShouldBe(processes);
        processes.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ReportsAnErrorAndStaysWarm()
    {
        await using var function = new FunctionProcess(TestFunction.Options("serve"));

        var failure = (await function.InvokeAsync(Bytes.Of("\"fail\""), Token)).ShouldBeOfType<FunctionFailed>();

        failure.ErrorType.ShouldBe("Function.NotSupportedException");
        failure.Body.Json().GetProperty("errorMessage").GetString().ShouldBe("Zürich – 東京");
        failure.Body.Json().GetProperty("stackTrace").GetArrayLength().ShouldBeGreaterThan(0);
        (await function.InvokeAsync(Bytes.Of("1"), Token)).ShouldBeOfType<Responded>();
        function.ProcessIds.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task SurvivesAResponseThatIsTooLarge()
    {
        await using var function = new FunctionProcess(TestFunction.Options("serve"));

        var failure = (await function.InvokeAsync(Bytes.Of("\"large\""), Token)).ShouldBeOfType<FunctionFailed>();
        var processes = function.ProcessIds;

        failure.ErrorType.ShouldBe("Function.ResponseSizeTooLarge");
        (await function.InvokeAsync(Bytes.Of("1"), Token)).ShouldBeOfType<Responded>();
        function.ProcessIds.ShouldBe(processes);
    }

    [Fact]
    public async Task SetsAndClearsTheTraceIdOfItsProcess()
    {
        await using var function = new FunctionProcess(TestFunction.Options("serve"));

        var with = await function.InvokeAsync(new InvocationInput(Bytes.Of("\"trace\"")) { TraceId = "Root=1-a" }, Token);
        var without = await function.InvokeAsync(new InvocationInput(Bytes.Of("\"trace\"")) { TraceId = "" }, Token);

        with.Body.Text().ShouldBe("\"Root=1-a\"");
        without.Body.Text().ShouldBe("\"none\"");
    }

    [Fact]
    public async Task TellsWhyItCannotStartAndIsStartedAgainNextTime()
    {
        await using var function = new FunctionProcess(TestFunction.Options("unheard of"));

        var first = await function.InvokeAsync(Bytes.Of("1"), Token);
        var second = await function.InvokeAsync(Bytes.Of("1"), Token);

        first.ShouldBeOfType<InitFailed>().Body.Json().GetProperty("errorMessage").GetString()
            .ShouldBe("There is no function \"unheard of\".");
        second.ShouldBeOfType<InitFailed>();
        function.ProcessIds.ShouldBeEmpty();
    }

    [Fact]
    public async Task ThatExitsIsNoticedAndStartedAgain()
    {
        await using var function = new FunctionProcess(TestFunction.Options("serve"));

        (await function.InvokeAsync(Bytes.Of("\"exit\""), Token)).ShouldBeOfType<Exited>().ExitCode.ShouldBe(3);

        (await function.InvokeAsync(Bytes.Of("1"), Token)).ShouldBeOfType<Responded>();
    }

    [Fact]
    public async Task ThatHangsIsKilledAtItsTimeoutAndStartedAgain()
    {
        await using var function = new FunctionProcess(
            TestFunction.Options("serve") with { Timeout = TimeSpan.FromSeconds(8) });
        await function.InvokeAsync(Bytes.Of("1"), Token);
        var before = function.ProcessIds;

        var result = await function.InvokeAsync(Bytes.Of("\"hang\""), Token);

        result.ShouldBeOfType<TimedOut>();
        function.ProcessIds.ShouldBeEmpty();
        (await function.InvokeAsync(Bytes.Of("1"), Token)).ShouldBeOfType<Responded>();
        function.ProcessIds.ShouldNotBe(before);
    }

    [Fact]
    public async Task ThatIsKilledInTheMiddleIsNoticed()
    {
        var logged = new TaskCompletionSource();
        await using var function = new FunctionProcess(
            TestFunction.Options("serve") with { Output = _ => logged.TrySetResult() });
        await function.InvokeAsync(Bytes.Of("\"log\""), Token);
        await logged.Task.WaitAsync(ServedFunction.Patience, TimeProvider.System, Token);
        var hanging = function.InvokeAsync(Bytes.Of("\"hang\""), Token);

        function.Kill();

        (await hanging).ShouldBeOfType<Exited>().ExitCode.ShouldBe(137);
        (await function.InvokeAsync(Bytes.Of("1"), Token)).ShouldBeOfType<Responded>();
    }

    [Fact]
    public async Task IsStartedTwiceForTwoInvocationsAtOnce()
    {
        await using var function = new FunctionProcess(TestFunction.Options("serve"));
        var hanging = function.InvokeAsync(Bytes.Of("\"hang\""), Token);

        var beside = await function.InvokeAsync(Bytes.Of("1"), Token);

        beside.ShouldBeOfType<Responded>();
        hanging.IsCompleted.ShouldBeFalse();
        function.ProcessIds.Count.ShouldBe(2);
        function.Kill();
        await hanging;
    }

    [Fact]
    public async Task AsksNoProxyForTheRuntimeApi()
    {
        var options = TestFunction.Options("serve");
        await using var function = new FunctionProcess(options with
        {
            Environment = new Dictionary<string, string>(options.Environment, StringComparer.Ordinal)
            {
                ["HTTP_PROXY"] = "http://127.0.0.1:1",
                ["http_proxy"] = "http://127.0.0.1:1",
                ["ALL_PROXY"] = "http://127.0.0.1:1",
            },
        });

        (await function.InvokeAsync(Bytes.Of("1"), Token)).ShouldBeOfType<Responded>();
    }

    [Fact]
    public async Task HasItsLinesReadWhileItAnswers()
    {
        var lines = new ConcurrentQueue<string>();
        await using (var function = new FunctionProcess(
            TestFunction.Options("serve") with { Output = line => lines.Enqueue(line.Line) }))
        {
            await function.InvokeAsync(Bytes.Of("\"log\""), Token);
        }

        lines.ShouldBe(["a line before the answer"]);
    }

    [Fact]
    public async Task ServesOnAfterAFreeze()
    {
        await using var function = new FunctionProcess(TestFunction.Options("serve"));
        await function.InvokeAsync(Bytes.Of("1"), Token);
        var process = function.ProcessIds.ShouldHaveSingleItem().ToString(CultureInfo.InvariantCulture);

        await Command.RunAsync(new ProcessStartInfo("kill", ["-STOP", process]));
        var frozen = function.InvokeAsync(Bytes.Of("2"), Token);
        await Command.RunAsync(new ProcessStartInfo("kill", ["-CONT", process]));

        (await frozen).Body.Text().ShouldBe("\"2\"");
    }

    [Fact]
    public async Task EndsCleanlyOnSigterm()
    {
        await using var api = await RuntimeApi.StartAsync(new RuntimeApiOptions(), Token);
        var start = new ProcessStartInfo(TestFunction.Options("serve").Executable);
        start.Environment[TestFunction.Variable] = "serve";
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = api.Address;
        using var process = Process.Start(start)!;
        (await api.InvokeAsync(Bytes.Of("1"), ServedFunction.Patience, Token)).ShouldBeOfType<Responded>();

        await Command.RunAsync(new ProcessStartInfo("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]));
        await process.WaitForExitAsync(Token).WaitAsync(ServedFunction.Patience, TimeProvider.System, Token);

        process.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task SaysWhatItIsWhenAPersonStartsIt()
    {
        var start = new ProcessStartInfo(TestFunction.Options("serve").Executable);
        start.Environment[TestFunction.Variable] = "serve";
        start.Environment.Remove("AWS_LAMBDA_RUNTIME_API");

        var run = (await Command.RunAsync(start))!;

        run.Error.ShouldStartWith("AWS_LAMBDA_RUNTIME_API is not set: this executable is a Lambda function");
        run.ExitCode.ShouldBe(2);
    }
}

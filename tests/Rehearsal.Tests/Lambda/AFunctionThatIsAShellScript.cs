using System.Collections.Concurrent;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Tests.Lambda;

public sealed class AFunctionThatIsAShellScript
{
    readonly ConcurrentQueue<FunctionOutput> _output = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsReportedWhenItExitsBeforeItAnswers()
    {
        await using var function = new FunctionProcess(Script("exit 3"));

        var result = await function.InvokeAsync("{}"u8.ToArray(), Token);

        result.ShouldBeOfType<Exited>().ExitCode.ShouldBe(3);
        function.ProcessIds.ShouldBeEmpty();
    }

    [Fact]
    public async Task HasBothItsOutputsRead()
    {
        await using (var function = new FunctionProcess(Script("echo out; echo err >&2; exit 1")))
        {
            await function.InvokeAsync("{}"u8.ToArray(), Token);
        }

        _output.Select(line => (line.IsError, line.Line)).ShouldBe([(false, "out"), (true, "err")], ignoreOrder: true);
    }

    [Fact]
    public async Task SeesLambdasVariablesAndItsOwnButNobodysHome()
    {
        var options = Script("env") with
        {
            Name = "migrate",
            Region = "eu-west-1",
            MemoryMegabytes = 256,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["COLOUR"] = "green",
                ["AWS_SESSION_TOKEN"] = "given",
                ["AWS_LAMBDA_RUNTIME_API"] = "not yours to set",
            },
            Api = new RuntimeApiOptions { PathPrefix = "/p" },
        };
        await using (var function = new FunctionProcess(options))
        {
            await function.InvokeAsync("{}"u8.ToArray(), Token);
        }

        var variables = _output.Select(line => line.Line.Split('=', 2))
            .ToDictionary(variable => variable[0], variable => variable[1], StringComparer.Ordinal);
        variables["COLOUR"].ShouldBe("green");
        variables["AWS_LAMBDA_FUNCTION_NAME"].ShouldBe("migrate");
        variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"].ShouldBe("256");
        variables["AWS_REGION"].ShouldBe("eu-west-1");
        variables["AWS_ACCESS_KEY_ID"].ShouldBeEmpty();
        variables["AWS_SESSION_TOKEN"].ShouldBe("given");
        variables["AWS_LAMBDA_RUNTIME_API"].ShouldMatch("^127\\.0\\.0\\.1:[0-9]+/p$");
        variables.ShouldNotContainKey("HOME");
    }

    [Fact]
    public async Task IsStartedOnceMoreWhenItsInitialisationTakesTooLong()
    {
        var options = Script("echo started; exec sleep 600") with
        {
            InitTimeout = TimeSpan.FromMilliseconds(200),
            Timeout = TimeSpan.FromMilliseconds(300),
        };
        var function = new FunctionProcess(options);

        var result = await function.InvokeAsync("{}"u8.ToArray(), Token);

        result.ShouldBeOfType<TimedOut>().After.ShouldBe(options.Timeout);
        function.ProcessIds.ShouldBeEmpty();
        await function.DisposeAsync();
        _output.Select(line => line.Line).ShouldBe(["started", "started"]);
        _output.DistinctBy(line => line.ProcessId).Count().ShouldBe(2);
    }

    [Fact]
    public async Task IsKilledEarlierWhenOneInvocationHasLessTime()
    {
        await using var function = new FunctionProcess(Script("exec sleep 600") with
        {
            InitTimeout = TimeSpan.FromMilliseconds(200),
            Timeout = TimeSpan.FromMinutes(10),
        });
        var input = new InvocationInput("{}"u8.ToArray()) { Timeout = TimeSpan.FromMilliseconds(300) };

        var result = await function.InvokeAsync(input, Token);

        result.ShouldBeOfType<TimedOut>().After.ShouldBe(input.Timeout.Value);
        function.ProcessIds.ShouldBeEmpty();
    }

    [Fact]
    public async Task IsKilledWhenItsCallerGivesUp()
    {
        var started = new TaskCompletionSource();
        var options = Script("echo started; exec sleep 600") with { Output = _ => started.TrySetResult() };
        await using var function = new FunctionProcess(options);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var invoking = function.InvokeAsync("{}"u8.ToArray(), patience.Token);
        await started.Task;

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(invoking);
        function.ProcessIds.ShouldBeEmpty();
    }

    [Fact]
    public async Task IsNamedWhenItCannotBeStarted()
    {
        await using var function = new FunctionProcess(new FunctionOptions { Executable = "/nowhere/bootstrap" });

        var failure = await Should.ThrowAsync<FunctionStartException>(function.InvokeAsync("{}"u8.ToArray(), Token));

        failure.Message.ShouldStartWith("The function's executable /nowhere/bootstrap could not be started: ");
        failure.Message.ShouldEndWith("It must exist, be executable and be built for this machine.");
    }

    FunctionOptions Script(string script) =>
        new() { Executable = "/bin/sh", Arguments = ["-c", script], Output = _output.Enqueue };
}

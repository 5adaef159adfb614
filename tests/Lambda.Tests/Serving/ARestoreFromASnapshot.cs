using Lockstep.Lambda.Tests.Support;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Lambda.Tests.Serving;

public sealed class ARestoreFromASnapshot
{
    static readonly RuntimeApiOptions SnapStart = new() { SnapStart = true };

    static readonly LambdaRuntimeOptions Options = ServedFunction.Options with
    {
        Environment = name => name == "AWS_LAMBDA_INITIALIZATION_TYPE" ? "snap-start" : null,
    };

    [Fact]
    public async Task LiesBetweenInitialisationAndTheFirstEvent()
    {
        var steps = new List<string>();
        await using var function = await ServedFunction.StartAsync(
            () =>
            {
                steps.Add("initialise");
                return invocation =>
                {
                    steps.Add("event");
                    return Task.FromResult(invocation.Event);
                };
            },
            Options with { AfterRestore = () => Add(steps, "restore") },
            SnapStart);
        await function.Api.Initialised.WaitAsync(
            ServedFunction.Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        var beforeTheFirstEvent = steps.ToArray();

        var result = await function.InvokeAsync(new InvocationInput(Bytes.Of("1")) { AwsRequestId = "r-1" });
        await function.TerminateAsync();

        result.ShouldBeOfType<Responded>();
        beforeTheFirstEvent.ShouldBe(["initialise"]);
        steps.ShouldBe(["initialise", "restore", "event"]);
        function.Calls.ShouldBe(
        [
            "GET runtime/restore/next 200", "GET runtime/invocation/next 200", "POST runtime/invocation/r-1/response 202",
        ]);
    }

    [Fact]
    public async Task ThatFailsIsReportedAndEndsTheProcess()
    {
        await using var function = await ServedFunction.StartAsync(
            () => invocation => Task.FromResult(invocation.Event),
            Options with { AfterRestore = () => throw new InvalidOperationException("no entropy") },
            SnapStart);

        var failure = (await function.InvokeAsync("1")).ShouldBeOfType<InitFailed>();

        failure.ErrorType.ShouldBe("Runtime.AfterRestoreError");
        failure.Body.Json().GetProperty("errorMessage").GetString().ShouldBe("no entropy");
        (await function.Loop).ShouldBe(1);
        function.Calls.ShouldBe(["GET runtime/restore/next 200", "POST runtime/restore/error 202"]);
    }

    [Fact]
    public async Task IsNotAskedForOtherwise()
    {
        await using var function = await ServedFunction.StartAsync(
            () => invocation => Task.FromResult(invocation.Event),
            ServedFunction.Options with { AfterRestore = () => throw new InvalidOperationException() },
            new RuntimeApiOptions());

        (await function.InvokeAsync("1")).ShouldBeOfType<Responded>();
    }

    static Task Add(List<string> steps, string step)
    {
        steps.Add(step);
        return Task.CompletedTask;
    }
}

using Lockstep.Lambda.Tests.Support;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Lambda.Tests.Serving;

public sealed class AnInitialisationThatFails
{
    [Fact]
    public async Task IsToldToTheCallerAndEndsTheProcess()
    {
        await using var function = await FailingAsync(new InvalidOperationException("DATABASE is not set"));

        var result = await function.InvokeAsync("{}");

        var failure = result.ShouldBeOfType<InitFailed>();
        failure.ErrorType.ShouldBe("Function.InvalidOperationException");
        failure.Body.Json().GetProperty("errorType").GetString().ShouldBe("InvalidOperationException");
        failure.Body.Json().GetProperty("errorMessage").GetString().ShouldBe("DATABASE is not set");
        (await function.Loop).ShouldBe(1);
        function.Calls.ShouldBe(["POST runtime/init/error 202"]);
        function.Log.Lines.ShouldHaveSingleItem().Text.ShouldBe(
            "Initialisation failed with InvalidOperationException; the process ends");
    }

    [Fact]
    public async Task MayBeNamedByTheWiring()
    {
        await using var function = await ServedFunction.StartAsync(
            () => throw new InvalidOperationException("secret"),
            ServedFunction.Options with { NameError = _ => new InvocationError("Runtime.ConfigInvalid", "DATABASE is not set") },
            new RuntimeApiOptions());

        var failure = (await function.InvokeAsync("{}")).ShouldBeOfType<InitFailed>();

        failure.ErrorType.ShouldBe("Runtime.ConfigInvalid");
        failure.Body.Text().ShouldBe(
            """{"errorType":"Runtime.ConfigInvalid","errorMessage":"DATABASE is not set","stackTrace":[]}""");
    }

    [Fact]
    public async Task EndsTheProcessAlsoWhenTheReportIsRefused()
    {
        using var api = new ScriptedApi();
        api.ThenStatus(403);
        var runtime = new LambdaRuntime(ServedFunction.Options with
        {
            Environment = name => name == "AWS_LAMBDA_RUNTIME_API" ? "api.test:9001" : null,
            CreateHandler = () => api,
        });

        var exitCode = await runtime.RunAsync(() => throw new InvalidOperationException(), TestContext.Current.CancellationToken);

        exitCode.ShouldBe(1);
        api.Calls.ShouldBe(["POST init/error"]);
    }

    static Task<ServedFunction> FailingAsync(Exception exception) =>
        ServedFunction.StartAsync(() => throw exception, ServedFunction.Options, new RuntimeApiOptions());
}

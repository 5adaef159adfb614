using System.Globalization;
using Lockstep.Rehearsal.Lambda;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.Rehearsal.Tests.Lambda;

public sealed class AnInvocationThroughTheRuntimeApi
{
    const string Accepted = """{"status":"OK"}""";

    static readonly InvocationInput Event = new("{\"n\":1}"u8.ToArray()) { AwsRequestId = "r-1" };

    [Fact]
    public async Task CarriesTheHeadersThatAwsSends()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000));
        const string Arn = "arn:aws:lambda:eu-west-1:123456789012:function:migrate:live";
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions { Time = time, FunctionArn = Arn });
        var result = runtime.Api.InvokeAsync(Event, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        using var next = await runtime.NextAsync();

        (await next.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("{\"n\":1}");
        next.Header("Lambda-Runtime-Aws-Request-Id").ShouldBe("r-1");
        next.Header("Lambda-Runtime-Deadline-Ms").ShouldBe("1800000030000");
        next.Header("Lambda-Runtime-Invoked-Function-Arn").ShouldBe(Arn);
        next.Header("Lambda-Runtime-Trace-Id").ShouldMatch("^Root=1-6b49d200-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$");
        next.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await runtime.RespondAsync("r-1", "{}")).Dispose();
        await result;
    }

    [Fact]
    public async Task LeavesAnEmptyTraceHeaderOut()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        var result = runtime.InvokeAsync(Event with { TraceId = "" });

        using var next = await runtime.NextAsync();

        next.Headers.Contains("Lambda-Runtime-Trace-Id").ShouldBeFalse();
        (await runtime.RespondAsync("r-1", "{}")).Dispose();
        await result;
    }

    [Fact]
    public async Task EndsWithTheResponse()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        var result = runtime.InvokeAsync(Event);
        (await runtime.NextAsync()).Dispose();

        await (await runtime.RespondAsync("r-1", "\"done\"")).ShouldBeAsync(202, Accepted);

        (await result).ShouldBeOfType<Responded>().Text().ShouldBe("\"done\"");
    }

    [Fact]
    public async Task EndsWithTheErrorAndItsType()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        var result = runtime.InvokeAsync(Event);
        (await runtime.NextAsync()).Dispose();

        await (await runtime.FailAsync("r-1", """{"errorMessage":"x"}""", "Function.Boom")).ShouldBeAsync(202, Accepted);

        var failure = (await result).ShouldBeOfType<FunctionFailed>();
        failure.ErrorType.ShouldBe("Function.Boom");
        failure.Text().ShouldBe("""{"errorMessage":"x"}""");
    }

    [Fact]
    public async Task WaitsForTheOneBeforeIt()
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        var first = runtime.InvokeAsync(Event);
        var second = runtime.InvokeAsync(Event with { AwsRequestId = "r-2" });

        using var one = await runtime.NextAsync();
        (await runtime.RespondAsync("r-1", "1")).Dispose();
        using var two = await runtime.NextAsync();
        (await runtime.RespondAsync("r-2", "2")).Dispose();

        one.Header("Lambda-Runtime-Aws-Request-Id").ShouldBe("r-1");
        two.Header("Lambda-Runtime-Aws-Request-Id").ShouldBe("r-2");
        (await first).Text().ShouldBe("1");
        (await second).Text().ShouldBe("2");
    }

    [Fact]
    public async Task TimesOutAndForgetsItsId()
    {
        var time = new FakeTimeProvider();
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions { Time = time });
        var invoking = runtime.Api.InvokeAsync(Event, TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        (await runtime.NextAsync()).Dispose();

        time.Advance(TimeSpan.FromSeconds(3));

        (await invoking).ShouldBeOfType<TimedOut>().Text().ShouldBe(
            """{"errorMessage":"RequestId: r-1 Error: Task timed out after 3.00 seconds","errorType":"Sandbox.Timedout"}""");
        await (await runtime.RespondAsync("r-1", "{}")).ShouldBeAsync(
            400, """{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}""");
    }

    [Theory]
    [InlineData(0, "Runtime exited without providing a reason")]
    [InlineData(3, "Runtime exited with error: exit status 3")]
    [InlineData(137, "Runtime exited with error: signal: killed")]
    public async Task EndsWhenTheProcessDoes(int exitCode, string how)
    {
        await using var runtime = await RuntimeByHand.StartAsync(new RuntimeApiOptions());
        var result = runtime.InvokeAsync(Event);
        (await runtime.NextAsync()).Dispose();

        runtime.Api.RuntimeExited(exitCode);

        var exited = (await result).ShouldBeOfType<Exited>();
        exited.ExitCode.ShouldBe(exitCode);
        exited.Text().ShouldBe(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"errorMessage":"RequestId: r-1 Error: {{how}}","errorType":"Runtime.ExitError"}"""));
        (await runtime.InvokeAsync(Event)).ShouldBeOfType<Exited>();
    }
}

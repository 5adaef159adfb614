using Lockstep.Lambda.Aws;
using Lockstep.Lambda.Tests.Support;

namespace Lockstep.Lambda.Tests.Aws;

/// <summary>The invocation's trace id goes along with calls to AWS, as AWS's SDKs send it.</summary>
public sealed class ATraceOfACall
{
    const string Arn = "arn:aws:lambda:eu-west-1:123456789012:function:migrate";
    const string Real = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Real, Real)]
    [InlineData("Root=1-ü \"x\",{y}\r\nAuthorization: z", "Root=1-%C3%BC%20\"x\",{y}%0D%0AAuthorization:%20z")]
    [InlineData("50%", "50%25")]
    public async Task IsSentUnsignedInEveryAttempt(string traceId, string sent)
    {
        await using var aws = await LoopbackAws.StartAsync(new AwsReplyScript(503, ""), new AwsReplyScript(202, ""));

        await InvokeAsync(aws, ("AWS_LAMBDA_FUNCTION_NAME", "migrate"), ("_X_AMZN_TRACE_ID", traceId));

        aws.Requests.Count.ShouldBe(2);
        foreach (var request in aws.Requests)
        {
            request.Headers["x-amzn-trace-id"].ShouldBe(sent);
            request.Headers["authorization"].ShouldNotContain("x-amzn-trace-id");
        }
    }

    [Theory]
    [InlineData("", Real)]
    [InlineData("migrate", "")]
    public async Task IsNotSentOutsideLambdaOrWithoutOne(string functionName, string traceId) =>
        await NothingIsSentAsync(functionName, traceId);

    [Fact]
    public async Task IsNotSentWhenItIsTooLongToBeOne() => await NothingIsSentAsync("migrate", new string('x', 100_000));

    static async Task NothingIsSentAsync(string functionName, string traceId)
    {
        await using var aws = await LoopbackAws.StartAsync(new AwsReplyScript(202, ""));

        await InvokeAsync(aws, ("AWS_LAMBDA_FUNCTION_NAME", functionName), ("_X_AMZN_TRACE_ID", traceId));

        aws.Requests.ShouldHaveSingleItem().Headers.ContainsKey("x-amzn-trace-id").ShouldBeFalse();
    }

    static Task InvokeAsync(LoopbackAws aws, params IEnumerable<(string Name, string Value)> variables)
    {
        var all = aws.Variables;
        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        var options = AwsWorld.Options(all) with { Time = new TimeInWhichPausesPass() };
        return new FunctionInvoker(options).InvokeAsync(Arn, Bytes.Of("{}"), Token);
    }
}

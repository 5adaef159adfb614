using Lockstep.Lambda.Aws;
using Lockstep.Lambda.Tests.Support;

namespace Lockstep.Lambda.Tests.Aws;

public sealed class AnEventForAFunction
{
    const string Arn = "arn:aws:lambda:eu-west-1:123456789012:function:migrate:live";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsQueuedWithASignatureThatAwsComputesToo()
    {
        await using var aws = await LoopbackAws.StartAsync(new AwsReplyScript(202, ""));

        await new FunctionInvoker(AwsWorld.Options(aws.Variables)).InvokeAsync(Arn, Bytes.Of("""{"run":2,"text":"ü"}"""), Token);

        var request = aws.Requests.ShouldHaveSingleItem();
        request.Method.ShouldBe("POST");
        request.Path.ShouldBe(
            "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Amigrate%3Alive/invocations");
        request.Headers["x-amz-invocation-type"].ShouldBe("Event");
        request.Headers["authorization"].ShouldContain("/eu-west-1/lambda/aws4_request, ");
        request.Headers["authorization"].ShouldContain(";x-amz-invocation-type;");
        request.Body.Text().ShouldBe("""{"run":2,"text":"ü"}""");
    }

    [Fact]
    public async Task ThatIsRefusedIsNamedWithTheRemedy()
    {
        await using var aws = await LoopbackAws.StartAsync(new AwsReplyScript(
            403, """{"Message":"User is not authorized"}""", "AccessDeniedException:http://internal.amazon.com/coral/"));

        var failure = await Should.ThrowAsync<AwsCallException>(
            new FunctionInvoker(AwsWorld.Options(aws.Variables)).InvokeAsync(Arn, Bytes.Of("{}"), Token));

        failure.ErrorCode.ShouldBe("AccessDeniedException");
        failure.Message.ShouldBe(
            $"Lambda did not take an event for {Arn}: AccessDeniedException: User is not authorized. "
            + "Allow the function's role lambda:InvokeFunction on it.");
    }

    [Fact]
    public async Task ForNoArnIsNotSent() =>
        (await Should.ThrowAsync<AwsCallException>(
            new FunctionInvoker(AwsWorld.Options()).InvokeAsync("migrate", Bytes.Of("{}"), Token))).Message.ShouldBe(
                "\"migrate\" is not the ARN of a function (arn:aws:lambda:REGION:ACCOUNT:function:NAME).");
}

using System.Text;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class AnEventOfAnotherService
{
    [Theory]
    [InlineData(
        """{"Records":[{"messageId":"1","body":"{\"RequestType\":\"Create\"}","eventSource":"aws:sqs"},{"eventSource":"aws:sqs"}]}""",
        "a batch of 2 records of aws:sqs")]
    [InlineData("""{"Records":[]}""", "a batch of 0 records of nobody")]
    [InlineData("""{"Records":[7]}""", "a batch of 1 records of unnamed")]
    [InlineData(
        """{"version":"0","detail-type":"Object Created","source":"aws.s3","detail":{"RequestType":"Create"}}""",
        "an event of EventBridge (aws.s3: Object Created)")]
    [InlineData(
        """{"detail-type":"https://evil.example/?Signature=topsecret","source":7}""",
        "an event of EventBridge (unnamed: a name of 41 characters)")]
    public async Task EndsInAnErrorThatSaysWhatCame(string text, string what)
    {
        var provider = new Provider();

        var exception = await Should.ThrowAsync<InvocationFailedException>(() => provider.HandleAsync(Encoding.UTF8.GetBytes(text)));

        exception.ErrorType.ShouldBe("Lockstep.InvalidEvent");
        exception.Message.ShouldBe(
            $"The event is {what}, and no request of CloudFormation's. Nothing was done. "
                + "ServiceToken must be the function's ARN: it answers requests that CloudFormation sends to it directly.");
        provider.Log.Lines.ShouldHaveSingleItem().Text("message").ShouldBe(exception.Message);
        provider.Bucket.Puts.ShouldBeEmpty();
        provider.Thing.Requests.ShouldBeEmpty();
    }
}

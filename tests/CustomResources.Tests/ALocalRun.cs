using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class ALocalRun
{
    [Theory]
    [InlineData("absent")]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task ReturnsTheAnswerInsteadOfSendingIt(string json)
    {
        var provider = new Provider();
        var request = json == "absent"
            ? Events.Create().Without("ResponseURL")
            : Events.Create().With("ResponseURL", JsonNode.Parse(json));

        var answer = JsonElement.Parse((await provider.HandleAsync(request.Bytes())).Span);

        answer.Status().ShouldBe("SUCCESS");
        answer.Id().ShouldBe(Events.RequestId);
        provider.Bucket.Puts.ShouldBeEmpty();
        provider.Log.Text.ShouldContain("Answered SUCCESS");
    }

    [Fact]
    public async Task SaysWhatAHandWrittenEventLacks()
    {
        var provider = new Provider();

        var answer = JsonElement.Parse((await provider.HandleAsync("""{"RequestType":"Create"}"""u8.ToArray())).Span);

        answer.GetRawText().ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }
}

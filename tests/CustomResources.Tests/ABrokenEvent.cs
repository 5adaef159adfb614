using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class ABrokenEvent
{
    static readonly JsonSerializerOptions Verbatim = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    static readonly string Whole = Events.Create().ToJsonString();

    public static TheoryData<string, string> Texts => new()
    {
        { Whole[..^1], "the event is not valid JSON (line 1," },
        { Whole[..^6], "the event is not valid JSON (line 1," },
        { Whole + "}", "the event is not valid JSON (line 1," },
        { BeginningWith(","), "the event is not valid JSON (line 1, byte 2)" },
        { WithProperties("{\"a\":}"), "the event is not valid JSON" },
        { $"[{Whole}]", "the event is not a JSON object" },
        { BeginningWith("'a':1,"), "the event is not valid JSON" },
    };

    public static TheoryData<string, string, string> Members => new()
    {
        { "RequestType", "null", "RequestType is missing" },
        { "RequestType", "7", "RequestType is not a string" },
        { "RequestType", "\"create\"", "RequestType 'create' is not Create, Update or Delete" },
        { "RequestType", "\"\"", "RequestType '' is not Create, Update or Delete" },
        { "ResourceType", "null", "ResourceType is missing" },
        { "ResourceType", "{}", "ResourceType is not a string" },
        { "ResourceProperties", "[]", "ResourceProperties is not an object" },
        { "ResourceProperties", "\"x\"", "ResourceProperties is not an object" },
        { "StackId", "[1]", "StackId is not a string" },
        { "RequestId", "\"a\\u0000b\"", "RequestId is longer than 512 bytes or contains control characters" },
        { "PhysicalResourceId", "42", "PhysicalResourceId is not a string" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task IsAnsweredFailedWhenItsUrlCanBeFound(string text, string reason)
    {
        var provider = new Provider();

        var answer = await provider.SendAsync(Encoding.UTF8.GetBytes(text));

        answer.Status().ShouldBe("FAILED");
        answer.Reason().ShouldContain(reason);
        answer.Id().ShouldBe("lockstep:never-created");
        answer.Text("StackId").ShouldBe(Events.StackId);
        answer.Text("RequestId").ShouldBe(Events.RequestId);
        answer.Text("LogicalResourceId").ShouldBe("Thing");
        provider.Thing.Requests.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task IsAnsweredSuccessWhenItIsADelete(string text, string reason)
    {
        var provider = new Provider();
        var delete = text.Replace("\"Create\"", "\"Delete\",\"PhysicalResourceId\":\"id-1\"", StringComparison.Ordinal);

        var answer = await provider.SendAsync(Encoding.UTF8.GetBytes(delete));

        answer.Status().ShouldBe("SUCCESS");
        answer.Reason().ShouldStartWith("Nothing was deleted. The event cannot be carried out: ");
        answer.Reason().ShouldContain(reason[..20]);
        answer.Id().ShouldBe("id-1");
        provider.Thing.Requests.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task IsAnsweredWithTheNameOfTheMember(string member, string json, string reason)
    {
        var answer = await new Provider().SendAsync(Events.Create().With(member, JsonNode.Parse(json)));

        answer.Status().ShouldBe("FAILED");
        answer.Reason().ShouldBe($"The event cannot be carried out: {reason}.");
    }

    [Theory]
    [InlineData("RequestType")]
    [InlineData("ResourceType")]
    public async Task IsAnsweredWithTheNameOfAMissingMember(string member)
    {
        var answer = await new Provider().SendAsync(Events.Create().Without(member));

        answer.Reason().ShouldBe($"The event cannot be carried out: {member} is missing.");
    }

    [Theory]
    [InlineData("StackId")]
    [InlineData("RequestId")]
    [InlineData("LogicalResourceId")]
    public async Task TakesAMissingIdFromTheUrl(string member)
    {
        var provider = new Provider();
        var whole = await provider.SendAsync(Events.Create());

        var answer = await new Provider().SendAsync(Events.Create().Without(member));

        answer.GetRawText().ShouldBe(whole.GetRawText());
    }

    [Fact]
    public async Task IsAnsweredWithWhatIsKnownWhenTheUrlHasNoIdsEither()
    {
        var request = Events.Create().With("ResponseURL", $"https://{Events.Host}/key?Signature=x").Without("StackId");

        var answer = await new Provider().SendAsync(request);

        answer.Reason().ShouldBe("The event cannot be carried out: StackId is missing.");
        answer.TryGetProperty("StackId", out _).ShouldBeFalse();
        answer.Text("RequestId").ShouldBe(Events.RequestId);
    }

    [Fact]
    public async Task DoesNotLeakItsUrlThroughAnUnknownRequestType()
    {
        var provider = new Provider();

        var answer = await provider.SendAsync(Events.Create().With("RequestType", "made0up0signature0c0ffee!"));

        answer.Reason().ShouldBe("The event cannot be carried out: RequestType '***!' is not Create, Update or Delete.");
        provider.Log.Text.ShouldNotContain("signature0c0ffee");
    }

    [Fact]
    public async Task IsAnsweredWhenAMemberStandsTwice()
    {
        var text = BeginningWith("\"RequestType\":\"Create\",");

        var answer = await new Provider().SendAsync(Encoding.UTF8.GetBytes(text));

        answer.Reason().ShouldBe("The event cannot be carried out: RequestType is given twice.");
    }

    [Fact]
    public async Task IsAnsweredWhenItIsNestedWithoutEnd()
    {
        var deep = new string('[', 200_000) + new string(']', 200_000);

        var inside = await new Provider().SendAsync(
            Encoding.UTF8.GetBytes(WithProperties($"{{\"a\":{deep}}}")));
        var beside = await new Provider().SendAsync(
            Encoding.UTF8.GetBytes(BeginningWith($"\"x\":{deep},")));

        inside.Reason().ShouldBe("The event cannot be carried out: ResourceProperties is nested deeper than 64 levels.");
        beside.Status().ShouldBe("SUCCESS");
    }

    [Fact]
    public async Task IsAnsweredWhenItIsNotUtf8()
    {
        var bytes = Encoding.Latin1.GetBytes(Events.Create("""{"Name":"M§ller"}""").ToJsonString(Verbatim));

        var answer = await new Provider().SendAsync(bytes);

        answer.Reason().ShouldBe("The event cannot be carried out: the event is not valid UTF-8.");
    }

    [Fact]
    public async Task IsReadAsUsualBehindAByteOrderMark()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Events.Create().Bytes()];

        var answer = await new Provider().SendAsync(bytes);

        answer.Status().ShouldBe("SUCCESS");
    }

    [Theory]
    [InlineData("LogicalResourceId")]
    [InlineData("StackId")]
    [InlineData("RequestType")]
    [InlineData("ResourceType")]
    [InlineData("PhysicalResourceId")]
    public async Task IsAnsweredInASmallDocumentThoughAMemberHasTenMegabytes(string member)
    {
        var provider = new Provider();

        var answer = await provider.SendAsync(Events.Create().With(member, new string('x', 10_000_000)));

        answer.Status().ShouldBe("FAILED");
        provider.Bucket.Puts[0].Body.Length.ShouldBeLessThan(1500);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{\"ResponseURL\":\"https://clou")]
    [InlineData("{\"ResponseURL\":\"https://evil.example/x?Signature=topsecret\"")]
    public async Task EndsTheInvocationWhenNobodyCanBeAnswered(string text)
    {
        var provider = new Provider();

        var exception = await Should.ThrowAsync<InvocationFailedException>(
            () => provider.HandleAsync(Encoding.UTF8.GetBytes(text)));

        exception.ErrorType.ShouldBe("Lockstep.InvalidEvent");
        exception.Message.ShouldStartWith("The event cannot be read: the event is not ");
        exception.Message.ShouldNotContain("topsecret");
        provider.Log.Text.ShouldNotContain("topsecret");
        provider.Log.Lines.ShouldHaveSingleItem().Text("requestId").ShouldBe("aws-request-1");
        provider.Bucket.Puts.ShouldBeEmpty();
    }

    [Fact]
    public async Task NeverFailsForItsOldProperties()
    {
        var provider = new Provider();

        var answer = await provider.SendAsync(Events.Update("id-1").With("OldResourceProperties", JsonValue.Create("nonsense")));

        answer.Status().ShouldBe("SUCCESS");
        provider.Log.Text.ShouldContain("OldResourceProperties is not an object");
    }

    // .NET cannot tell such a name from another one, and throws where any member is looked for.
    [Fact]
    public async Task IsCarriedOutThoughANameHasHalfASurrogatePair()
    {
        var provider = new Provider();
        var text = System.Text.Encoding.UTF8.GetString(Events.Create().Bytes())
            .Replace("\"ServiceToken\"", "\"ServiceTimeou\\uDEDA\":\"60\",\"ServiceToken\"", StringComparison.Ordinal);

        await provider.HandleAsync(System.Text.Encoding.UTF8.GetBytes(text));

        provider.Bucket.Puts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task CarriesNoPropertiesWhenItHasNone()
    {
        var provider = new Provider();

        await provider.SendAsync(Events.Create().Without("ResourceProperties"));

        var request = (Requests.CreateRequest<ThingProperties>)provider.Thing.Requests[0];
        request.Context.ResourceProperties.ValueKind.ShouldBe(JsonValueKind.Object);
        request.Properties.Name.ShouldBe("unnamed");
    }

    static string BeginningWith(string json) => $"{{{json}{Whole[1..]}";

    static string WithProperties(string json) =>
        Whole.Replace("\"ResourceProperties\":{}", $"\"ResourceProperties\":{json}", StringComparison.Ordinal);
}

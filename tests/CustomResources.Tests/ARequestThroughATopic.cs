using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

/// <summary>
/// The ServiceToken is an SNS topic: CloudFormation's request is the text of a message, and its stack waits for an answer.
/// </summary>
public sealed class ARequestThroughATopic
{
    const string Topic = "arn:aws:sns:eu-central-1:123456789012:custom-resources";

    const string Reason = $"The request came as a message of an SNS topic ({Topic}). ServiceToken must be the function's ARN: it answers "
        + "requests that CloudFormation sends to it directly.";

    [Theory]
    [InlineData("Create", "lockstep:never-created")]
    [InlineData("Update", "id-1")]
    public async Task IsAnsweredFailedWithTheRemedy(string type, string id)
    {
        var provider = Rolling();
        var request = type == "Create"
            ? Events.Create()
            : Events.Update("id-1", """{"Level":"2"}""", """{"Level":"1"}""");

        var answer = await provider.SendAsync(Through(request));

        answer.Status().ShouldBe("FAILED");
        answer.Reason().ShouldBe(Reason);
        answer.Id().ShouldBe(id);
        answer.Text("RequestId").ShouldBe(Events.RequestId);
        provider.Thing.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task IsADeleteThatMustNotBlockItsStack()
    {
        var provider = Rolling();

        var answer = await provider.SendAsync(Through(Events.Delete("id-1")));

        answer.Status().ShouldBe("SUCCESS");
        answer.Reason().ShouldBe($"Nothing was deleted. {Reason}");
        answer.Id().ShouldBe("id-1");
        provider.Thing.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task IsARollbackThatMustNotFail()
    {
        var provider = Rolling();

        var answer = await provider.SendAsync(
            Through(Events.Update("id-1", """{"Level":"1","Name":"n","Port":"1"}""", """{"Level":"2"}""")));

        answer.Status().ShouldBe("SUCCESS");
        answer.Reason().ShouldBe($"Nothing was changed. {Reason}");
        answer.Id().ShouldBe("id-1");
        answer.Attribute("Name").ShouldBe("n");
        answer.Attribute("Other").ShouldBe("");
        provider.Thing.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task IsNoRollbackWhenTheProviderCannotTell()
    {
        var provider = new Provider { IsRollback = (_, _) => throw new FormatException() };

        (await provider.SendAsync(Through(Events.Update("id-1")))).Status().ShouldBe("FAILED");
        (await new Provider().SendAsync(Through(Events.Update("id-1")))).Status().ShouldBe("FAILED");
    }

    [Fact]
    public async Task IsAnsweredEachTimeItComes()
    {
        var provider = new Provider();

        await provider.HandleAsync(Through(Events.Create()).Bytes());
        await provider.HandleAsync(Through(Events.Create()).Bytes());

        provider.Bucket.Puts.Select(put => put.Text).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        provider.Bucket.Puts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task IsAnsweredBesideOthersThatCannotBe()
    {
        var provider = new Provider();
        string?[] messages =
        [
            "{", null, "", "[]", """{"RequestType":"Create"}""", "{\"ResponseURL\":\"https://evil.example/x?Signature=topsecret\"}",
            .. Enumerable.Range(0, 30).Select(number => Events.Create().With("RequestId", $"r-{number}").ToJsonString()),
        ];

        var exception = await Should.ThrowAsync<InvocationFailedException>(() => provider.HandleAsync(Batch(messages).Bytes()));

        exception.ErrorType.ShouldBe("Lockstep.InvalidEvent");
        provider.Bucket.Puts.Select(put => put.Json.Text("RequestId")).Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 30).Select(number => $"r-{number}").Order(StringComparer.Ordinal));
        provider.Bucket.Puts.ShouldAllBe(put => put.Url.StartsWith($"https://{Events.Host}/", StringComparison.Ordinal));
        provider.Log.Lines.Count(line => !line.TryGetProperty("Status", out _) && line.Text("level") == "ERROR").ShouldBe(6);
        provider.Log.Text.ShouldNotContain("topsecret");
        provider.Log.Text.ShouldNotContain("signature0c0ffee");
    }

    [Fact]
    public async Task IsNeverTakenForALocalRun()
    {
        var provider = new Provider();

        var exception = await Should.ThrowAsync<InvocationFailedException>(
            () => provider.HandleAsync(Through(Events.Create().Without("ResponseURL")).Bytes()));

        exception.ErrorType.ShouldBe("Lockstep.InvalidEvent");
        exception.Message.ShouldBe(
            $"The event is a message of an SNS topic ({Topic}), and no request of CloudFormation's. Nothing was done. "
                + "ServiceToken must be the function's ARN: it answers requests that CloudFormation sends to it directly.");
        provider.Thing.Requests.ShouldBeEmpty();
        provider.Bucket.Puts.ShouldBeEmpty();
    }

    [Fact]
    public async Task WithinAnotherOneIsNotLookedFor()
    {
        var provider = new Provider();
        var nested = Through(Through(Events.Create()));

        await Should.ThrowAsync<InvocationFailedException>(() => provider.HandleAsync(nested.Bytes()));

        provider.Bucket.Puts.ShouldBeEmpty();
    }

    [Fact]
    public async Task EndsInTheAnswerThatCouldNotBeDelivered()
    {
        using var bucket = new Bucket(HttpStatusCode.Forbidden);
        var provider = new Provider(bucket: bucket);

        var exception = await Should.ThrowAsync<InvocationFailedException>(
            () => provider.HandleAsync(Through(Events.Create()).Bytes()));

        exception.ErrorType.ShouldBe("Lockstep.AnswerNotDelivered");
        JsonElement.Parse(exception.Message).Status().ShouldBe("FAILED");
    }

    [Theory]
    [InlineData("https://evil.example/?Signature=topsecret")]
    [InlineData("\u001b[31m")]
    [InlineData("x\" OR 1=1")]
    public async Task DoesNotRepeatATopicThatIsNone(string topic)
    {
        var provider = new Provider();
        var request = Through(Events.Create());
        request["Records"]![0]!["Sns"]!["TopicArn"] = topic;

        (await provider.SendAsync(request)).Reason().ShouldBe(
            $"The request came as a message of an SNS topic (a name of {topic.Length} characters). ServiceToken must be the function's ARN: "
                + "it answers requests that CloudFormation sends to it directly.");
    }

    [Fact]
    public async Task IsDirectWhenTheEventIsARequestItself()
    {
        var provider = new Provider();

        var answer = await provider.SendAsync(Events.Create().With("Records", Through(Events.Create())["Records"]!.DeepClone()));

        answer.Status().ShouldBe("SUCCESS");
        provider.Thing.Requests.Count.ShouldBe(1);
    }

    static Provider Rolling() => new()
    {
        Attributes = ["Name", "Other"],
        IsRollback = (wanted, old) => wanted.Level < old.Level,
    };

    static JsonObject Through(JsonObject request) => Batch(request.ToJsonString());

    // https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
    static JsonObject Batch(params IEnumerable<string?> messages) => new()
    {
        ["Records"] = new JsonArray([.. messages.Select(message => new JsonObject
        {
            ["EventVersion"] = "1.0",
            ["EventSource"] = "aws:sns",
            ["EventSubscriptionArn"] = $"{Topic}:21be56ed-a058-49f5-8c98-aedd2564c486",
            ["Sns"] = new JsonObject
            {
                ["Type"] = "Notification",
                ["MessageId"] = "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
                ["TopicArn"] = Topic,
                ["Subject"] = "AWS CloudFormation custom resource request",
                ["Message"] = message,
                ["Timestamp"] = "2026-11-01T12:00:00.000Z",
                ["SignatureVersion"] = "1",
            },
        })]),
    };
}

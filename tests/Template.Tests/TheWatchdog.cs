using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Template.Tests.Support;

namespace Lockstep.Template.Tests;

/// <summary>
/// The inline function that answers when the migration function could not, against a bucket that checks what it PUTs.
/// </summary>
public sealed class TheWatchdog : IAsyncLifetime
{
    const string StackId = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1";

    readonly WatchdogProcess _watchdog = new();
    ResponseBucket _bucket = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bucket = await ResponseBucket.StartAsync(TimeProvider.System, Token);

    public ValueTask DisposeAsync()
    {
        _watchdog.Dispose();
        return _bucket.DisposeAsync();
    }

    [Theory]
    [InlineData("Lockstep.AnswerNotDelivered")]
    [InlineData("AnswerNotDelivered")]
    public async Task DeliversTheAnswerThatTheFunctionMade(string errorType)
    {
        const string answer = """{"Status":"SUCCESS","PhysicalResourceId":"x","RequestId":"r","Data":{"Note":"naïve"}}""";
        var slot = Issue();

        await RunAsync(Record(slot, "Update", "3", "2", Failure(errorType, answer)));

        Encoding.UTF8.GetString(Delivered(slot).Body.Span).ShouldBe(answer);
    }

    [Theory]
    [InlineData("Create", "1", null)]
    [InlineData("Update", "10", "9")]
    [InlineData("Update", "2", "2")]
    public async Task FailsWhatGoesForward(string type, string revision, string? old)
    {
        var failed = Judge(await AnsweredAsync(type, revision, old)).ShouldBeOfType<FailedAnswer>();

        failed.PhysicalResourceId.ShouldBe(type == "Create" ? "lockstep:never-created" : "lockstep:postgres://h/shop/public");
    }

    [Theory]
    [InlineData("Delete", "9", null)]
    [InlineData("Update", "9", "10")]
    public async Task LetsGoWhatWouldLeaveTheStackStuck(string type, string revision, string? old)
    {
        var accepted = Judge(await AnsweredAsync(type, revision, old)).ShouldBeOfType<AcceptedAnswer>();

        accepted.Answer.PhysicalResourceId.ShouldBe("lockstep:postgres://h/shop/public");
        foreach (var attribute in Served.All.SelectMany(definition => definition.Attributes))
        {
            accepted.Answer.Data.ContainsKey(attribute).ShouldBeTrue(attribute);
        }
    }

    [Fact]
    public async Task NamesTheErrorButNotItsText()
    {
        var slot = await AnsweredAsync("Create", "1", null);

        var text = Encoding.UTF8.GetString(Delivered(slot).Body.Span);
        text.ShouldContain("Runtime.ExitError");
        text.ShouldNotContain("hidden");
    }

    [Fact]
    public async Task AnswersForAFunctionThatWasNeverRun()
    {
        var slot = Issue();

        await RunAsync(Record(slot, "Create", "1", null, failure: null));

        Judge(slot).ShouldBeOfType<FailedAnswer>();
    }

    [Fact]
    public async Task FailsWhenTheBucketDoesSoThatLambdaTriesAgain()
    {
        var slot = Issue();
        slot.Inject(ResponseBucketFault.InternalError, 1);

        var (exitCode, output) = await _watchdog.RunAsync(Record(slot, "Create", "1", null, failure: null), Token);

        exitCode.ShouldBe(1);
        output.ShouldNotContain("Signature");
        await RunAsync(Record(slot, "Create", "1", null, failure: null));
        Judge(slot).ShouldBeOfType<FailedAnswer>();
    }

    [Fact]
    public async Task LeavesAloneWhatNobodyWaitsFor()
    {
        var record = Record(Issue(), "Create", "1", null, failure: null);
        record["requestPayload"]!.AsObject().Remove("ResponseURL");

        (await _watchdog.RunAsync(record, Token)).ShouldBe((0, ""));
    }

    ResponseSlot Issue() => _bucket.Issue(StackId, "Migration", Guid.NewGuid().ToString());

    async Task<ResponseSlot> AnsweredAsync(string type, string revision, string? old)
    {
        var slot = Issue();
        await RunAsync(Record(slot, type, revision, old, Failure("Runtime.ExitError", "hidden")));
        return slot;
    }

    async Task RunAsync(JsonObject record)
    {
        var (exitCode, output) = await _watchdog.RunAsync(record, Token);
        exitCode.ShouldBe(0, output);
    }

    static Delivery Delivered(ResponseSlot slot)
    {
        var delivery = slot.Deliveries.Where(delivery => delivery.IsStored).ShouldHaveSingleItem();
        delivery.Headers.ContainsKey("Content-Type").ShouldBeFalse();
        return delivery;
    }

    static AnswerVerdict Judge(ResponseSlot slot) => AnswerRules.Judge(Delivered(slot).Body, slot.Identity);

    static JsonObject Failure(string type, string message) => new() { ["errorType"] = type, ["errorMessage"] = message };

    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    static JsonObject Record(ResponseSlot slot, string type, string revision, string? old, JsonObject? failure)
    {
        var request = new JsonObject
        {
            ["RequestType"] = type,
            ["ResponseURL"] = slot.Url.OriginalString,
            ["StackId"] = StackId,
            ["RequestId"] = slot.Identity.RequestId,
            ["LogicalResourceId"] = slot.Identity.LogicalResourceId,
            ["ResourceType"] = "Custom::DatabaseMigration",
            ["ResourceProperties"] = new JsonObject { ["Revision"] = revision },
        };
        if (type != "Create")
        {
            request["PhysicalResourceId"] = "lockstep:postgres://h/shop/public";
        }

        if (old is not null)
        {
            request["OldResourceProperties"] = new JsonObject { ["Revision"] = old };
        }

        var record = new JsonObject
        {
            ["version"] = "1.0",
            ["timestamp"] = "2026-01-02T03:04:05.678Z",
            ["requestContext"] = new JsonObject
            {
                ["requestId"] = "1",
                ["functionArn"] = "arn:aws:lambda:eu-west-1:123456789012:function:migration:$LATEST",
                ["condition"] = failure is null ? "EventAgeExceeded" : "RetriesExhausted",
                ["approximateInvokeCount"] = failure is null ? 0 : 3,
            },
            ["requestPayload"] = request,
        };
        if (failure is not null)
        {
            record["responseContext"] = JsonNode.Parse(
                """{ "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" }""");
            record["responsePayload"] = failure;
        }

        return record;
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Template.Tests.Support;

namespace Lockstep.Template.Tests;

/// <summary>
/// The inline function that answers when the migration function could not, against a bucket that checks what it PUTs.
/// </summary>
public sealed class TheWatchdog : IAsyncLifetime
{
    const string Function = "arn:aws:lambda:eu-west-1:123456789012:function:migration";
    const string StackId = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1";

    WatchdogProcess _watchdog = null!;
    ResponseBucket _bucket = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bucket = await ResponseBucket.StartAsync(TimeProvider.System, Token);
        _watchdog = new(_bucket.HostAndPort);
    }

    public async ValueTask DisposeAsync()
    {
        await _watchdog.DisposeAsync();
        await _bucket.DisposeAsync();
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
        var slot = await AnsweredAsync(type, revision, old);

        var failed = Judge(slot).ShouldBeOfType<FailedAnswer>();
        failed.PhysicalResourceId.ShouldBe(
            type == "Create" ? $"lockstep:unknown/{slot.Identity.RequestId}" : "lockstep:postgres://h/shop/public");
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

        Judge(slot).ShouldBeOfType<FailedAnswer>().PhysicalResourceId.ShouldBe("lockstep:never-created");
    }

    [Fact]
    public async Task FailsWhenTheBucketDoesSoThatLambdaTriesAgain()
    {
        var slot = Issue();
        slot.Inject(ResponseBucketFault.InternalError, 1);

        var failed = (await _watchdog.RunAsync(Record(slot, "Create", "1", null, failure: null), Token)).ShouldBeOfType<FunctionFailed>();

        Encoding.UTF8.GetString(failed.Body.Span).ShouldContain("S3 answered 500");
        Encoding.UTF8.GetString(failed.Body.Span).ShouldNotContain("Signature");
        await RunAsync(Record(slot, "Create", "1", null, failure: null));
        Judge(slot).ShouldBeOfType<FailedAnswer>();
        await _watchdog.DisposeAsync();
        _watchdog.Output.ShouldNotContain("Signature");
    }

    [Fact]
    public async Task LeavesAloneWhatNobodyWaitsFor()
    {
        var record = FailureRecord.Write(Function, """{ "RequestType": "Create" }"""u8.ToArray(), 0, null, default);

        (await _watchdog.RunAsync(record, Token)).ShouldBeOfType<Responded>();
        await _watchdog.DisposeAsync();
        _watchdog.Output.ShouldBeEmpty();
    }

    // As it is deployed, it does not know of a bucket on loopback.
    [Fact]
    public async Task AnswersNobodyButCloudFormationsBuckets()
    {
        var slot = Issue();
        await using var deployed = new WatchdogProcess();

        var result = await deployed.RunAsync(Record(slot, "Create", "1", null, Failure("Lockstep.AnswerNotDelivered", "{}")), Token);
        await deployed.DisposeAsync();

        result.ShouldBeOfType<Responded>(deployed.Output);
        slot.Deliveries.ShouldBeEmpty();
        deployed.Output.ShouldContain($"Request {slot.Identity.RequestId} is not answered: its ResponseURL is not a bucket of CloudFormation's.");
        deployed.Output.ShouldNotContain("Signature");
    }

    [Fact]
    public async Task KnowsThemByTheRuleOfTheFunction()
    {
        const string Called = "const fetch = async () => ({ ok: true });\n";
        await using var deployed = new WatchdogProcess(code: Called + WatchdogProcess.Code);
        foreach (var url in Hosts.All)
        {
            (await deployed.RunAsync(Hosts.Record(url), Token)).ShouldBeOfType<Responded>();
        }

        await deployed.DisposeAsync();
        var answered = Hosts.All.Where(url => deployed.Output.Contains($"Answered request {Hosts.IdOf(url)} of ", StringComparison.Ordinal)).ToList();
        var bySender = new List<string>();
        foreach (var url in Hosts.All)
        {
            if (await Hosts.IsAnsweredByTheFunctionAsync(url))
            {
                bySender.Add(url);
            }
        }

        answered.ShouldBe(bySender);
        answered.Count.ShouldBe(Hosts.Good.Count);
    }

    ResponseSlot Issue() => _bucket.Issue(StackId, "Migration", Guid.NewGuid().ToString());

    async Task<ResponseSlot> AnsweredAsync(string type, string revision, string? old)
    {
        var slot = Issue();
        await RunAsync(Record(slot, type, revision, old, Failure("Runtime.ExitError", "hidden")));
        return slot;
    }

    async Task RunAsync(byte[] record) => (await _watchdog.RunAsync(record, Token)).ShouldBeOfType<Responded>(_watchdog.Output);

    static Delivery Delivered(ResponseSlot slot)
    {
        var delivery = slot.Deliveries.Where(delivery => delivery.IsStored).ShouldHaveSingleItem();
        delivery.Headers.ContainsKey("Content-Type").ShouldBeFalse();
        return delivery;
    }

    static AnswerVerdict Judge(ResponseSlot slot) => AnswerRules.Judge(Delivered(slot).Body, slot.Identity);

    static FunctionFailed Failure(string type, string message) => new(
        "1", type, Encoding.UTF8.GetBytes(new JsonObject { ["errorType"] = type, ["errorMessage"] = message }.ToJsonString()));

    static byte[] Record(ResponseSlot slot, string type, string revision, string? old, FunctionFailed? failure)
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

        return FailureRecord.Write(
            Function, Encoding.UTF8.GetBytes(request.ToJsonString()), failure is null ? 0 : 3, failure, TimeProvider.System.GetUtcNow());
    }
}

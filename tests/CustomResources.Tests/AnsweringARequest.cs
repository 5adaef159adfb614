using System.Text.Json;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class AnsweringARequest
{
    [Theory]
    [InlineData("Create")]
    [InlineData("Update")]
    [InlineData("Delete")]
    public async Task ReachesOnlyTheMethodOfItsType(string type)
    {
        var provider = new Provider();

        await provider.SendAsync(type == "Create" ? Events.Create() : Events.Update("id-1").With("RequestType", type));

        provider.Thing.Requests.ShouldHaveSingleItem().GetType().Name.ShouldStartWith($"{type}Request");
    }

    [Fact]
    public async Task PutsTheDocumentAsCloudFormationReadsIt()
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["Endpoint"] = "a<b>&'\"+", ["Version"] = "7" };
        var outcome = new Succeeded("thing://日本/1")
        {
            Attributes = attributes,
            Reason = "All's well",
            NoEcho = true,
        };
        var provider = new Provider(Thing.Returning(outcome));

        await provider.HandleAsync(Events.Create().Bytes());

        var put = provider.Bucket.Puts.ShouldHaveSingleItem();
        put.Method.ShouldBe("PUT");
        put.Url.ShouldBe(Events.Url);
        put.ContentType.ShouldBeNull();
        put.Text.ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public async Task LeavesOutWhatThereIsNot()
    {
        var answer = await new Provider().SendAsync(Events.Update("id-1"));

        answer.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["Status", "PhysicalResourceId", "StackId", "RequestId", "LogicalResourceId"]);
    }

    [Fact]
    public async Task CopiesTheIdsOfTheRequest()
    {
        var answer = await new Provider().SendAsync(
            Events.Create().With("StackId", "arn:x'<ü>").With("RequestId", "r\"1").With("LogicalResourceId", "L|ö"));

        answer.Text("StackId").ShouldBe("arn:x'<ü>");
        answer.Text("RequestId").ShouldBe("r\"1");
        answer.Text("LogicalResourceId").ShouldBe("L|ö");
    }

    [Theory]
    [InlineData("Create", false, null, Events.RequestId)]
    [InlineData("Create", false, "new", "new")]
    [InlineData("Create", true, null, "lockstep:never-created")]
    [InlineData("Create", true, "half", "half")]
    [InlineData("Update", false, null, "old")]
    [InlineData("Update", false, "new", "new")]
    [InlineData("Update", true, null, "old")]
    [InlineData("Update", true, "half", "half")]
    [InlineData("Delete", false, null, "old")]
    [InlineData("Delete", false, "new", "old")]
    [InlineData("Delete", true, null, "old")]
    [InlineData("Delete", true, "half", "old")]
    public async Task GivesTheIdThatTheOutcomeCallsFor(string type, bool fails, string? id, string expected)
    {
        var outcome = fails ? (ResourceOutcome)new Failed("no") { PhysicalResourceId = id } : Thing.Success(id);
        var request = type == "Create" ? Events.Create() : Events.Update("old").With("RequestType", type);

        var answer = await new Provider(Thing.Returning(outcome)).SendAsync(request);

        answer.Status().ShouldBe(fails ? "FAILED" : "SUCCESS");
        answer.Id().ShouldBe(expected);
    }

    [Theory]
    [InlineData("Create", $"lockstep:unknown/{Events.RequestId}")]
    [InlineData("Update", "old")]
    [InlineData("Delete", "old")]
    public async Task NamesTheCreateThatMayHaveMadeSomethingThoughItFailed(string type, string expected)
    {
        var request = type == "Create" ? Events.Create() : Events.Update("old").With("RequestType", type);

        var answer = await new Provider(Thing.Returning(new Failed("no") { MayBeHalfMade = true })).SendAsync(request);

        answer.Status().ShouldBe("FAILED");
        answer.Id().ShouldBe(expected);
    }

    [Theory]
    [InlineData("Create", "lockstep:never-created")]
    [InlineData("Update", "old")]
    [InlineData("Delete", "old")]
    public async Task NamesOnlyTheTypeOfAnUnexpectedException(string type, string id)
    {
        var provider = new Provider(Thing.Throwing(new InvalidOperationException("a detail of the inside")));
        var request = type == "Create" ? Events.Create() : Events.Update("old").With("RequestType", type);

        var answer = await provider.SendAsync(request);

        answer.Status().ShouldBe("FAILED");
        answer.Reason().ShouldBe("InvalidOperationException: the log has the details.");
        answer.Id().ShouldBe(id);
        provider.Log.Text.ShouldContain("a detail of the inside");
    }

    [Fact]
    public async Task TellsWhatAnExceptionOfOurOwnSays()
    {
        var thing = Thing.Throwing(new CustomResourceException("The table is locked."));

        var answer = await new Provider(thing).SendAsync(Events.Create());

        answer.Reason().ShouldBe("The table is locked.");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \u001b\n")]
    public async Task AlwaysHasAReasonForAFailure(string reason)
    {
        var answer = await new Provider(Thing.Returning(new Failed(reason))).SendAsync(Events.Create());

        answer.Reason().ShouldBe("No reason was given; the log has the details.");
    }

    [Fact]
    public async Task FailsWhenTheResourceReturnsNothing()
    {
        var thing = new Thing { OnUpdate = (_, _) => Task.FromResult<ResourceOutcome>(null!) };

        var answer = await new Provider(thing).SendAsync(Events.Update("old"));

        answer.Status().ShouldBe("FAILED");
        answer.Reason().ShouldBe("The provider of Custom::Thing returned no outcome.");
    }

    [Theory]
    [InlineData("Create")]
    [InlineData("Update")]
    public async Task CarriesEveryAttributeOnSuccess(string type)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Version"] = "7",
            ["Extra"] = "x",
            ["Null"] = null!,
        };
        var provider = new Provider(Thing.Returning(Thing.Success("id", given))) { Attributes = ["Version", "Fingerprint"] };

        var answer = await provider.SendAsync(Events.Update("id").With("RequestType", type));

        answer.GetProperty("Data").GetRawText().ShouldBe("""{"Version":"7","Fingerprint":"","Extra":"x","Null":""}""");
    }

    [Fact]
    public async Task CarriesNoAttributesForAFailureOrADelete()
    {
        var failed = await new Provider(Thing.Returning(new Failed("no"))) { Attributes = ["Version"] }
            .SendAsync(Events.Create());
        var deleted = await new Provider { Attributes = ["Version"] }.SendAsync(Events.Delete("id"));

        failed.TryGetProperty("Data", out _).ShouldBeFalse();
        deleted.TryGetProperty("Data", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task SaysInTheLogThatADeleteCannotChangeTheId()
    {
        var provider = new Provider(Thing.Returning(Thing.Success("other")));

        await provider.SendAsync(Events.Delete("id"));

        provider.Log.Text.ShouldContain("A Delete cannot change the physical id; other was ignored");
    }

    [Fact]
    public async Task SendsNothingWhenANewerRequestTookOver()
    {
        var provider = new Provider(Thing.Returning(new Superseded("request r-2 of this resource")));

        var result = await provider.HandleAsync(Events.Create().Bytes());

        provider.Bucket.Puts.ShouldBeEmpty();
        JsonElement.Parse(result.Span).GetRawText().ShouldBe("{}");
        var warning = provider.Log.Lines.Where(line => line.Text("level") == "WARN").ShouldHaveSingleItem();
        warning.Text("message").ShouldContain("request r-2 of this resource");
    }

    [Fact]
    public async Task GivesTheSameEventTheSameAnswer()
    {
        var provider = new Provider();

        await provider.HandleAsync(Events.Create().Bytes());
        await provider.HandleAsync(Events.Create().Bytes());

        provider.Bucket.Puts.Select(put => put.Text).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        provider.Thing.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task TriesARequestAgainThatFailedBefore()
    {
        var failures = new Queue<ResourceOutcome>([new Failed("first"), Thing.Success("id")]);
        var thing = new Thing { OnCreate = (_, _) => Task.FromResult(failures.Dequeue()) };
        var provider = new Provider(thing);

        await provider.HandleAsync(Events.Create().Bytes());
        await provider.HandleAsync(Events.Create().Bytes());

        provider.Bucket.Puts.Select(put => put.Json.Status()).ShouldBe(["FAILED", "SUCCESS"]);
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.Rehearsal.Tests.CloudFormation.Resources;

public sealed class ARequestToACustomResource
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task HasWhatCloudFormationSends()
    {
        await using var provider = await Provider.StartAsync();
        await provider.AskAsync(RequestKind.Create, Provider.Properties(("Revision", "1")));
        await provider.AskAsync(RequestKind.Update, Provider.Properties(("Revision", "2")), Provider.Properties(("Revision", "1")), "thing-1");
        await provider.AskAsync(RequestKind.Delete, Provider.Properties(("Revision", "2")), id: "thing-1");

        string.Join('\n', provider.Events.Select(Shown)).ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
        provider.Events.Select(request => request["RequestId"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
    }

    [Fact]
    public async Task IsAnsweredThroughTheBucket()
    {
        await using var provider = await Provider.StartAsync();

        var ready = (await provider.AskAsync(RequestKind.Create, Provider.Properties())).ShouldBeOfType<ResourceReady>();

        (ready.PhysicalId, ready.Attributes["Out"]).ShouldBe(("thing-1", "7"));
        provider.Type.Exchanges.ShouldHaveSingleItem().IsAnsweredOnce.ShouldBeTrue();
    }

    [Fact]
    public async Task KeepsTheIdInADeleteWhateverTheAnswerSays()
    {
        await using var provider = await Provider.StartAsync();

        (await provider.AskAsync(RequestKind.Delete, Provider.Properties(), id: "mine")).ShouldBeOfType<ResourceReady>()
            .PhysicalId.ShouldBe("mine");
    }

    [Fact]
    public async Task FailsWithTheReasonAndKeepsTheIdOfAFailedAnswer()
    {
        await using var provider = await Provider.StartAsync();
        provider.Answer = request =>
        {
            var document = Provider.Document(request, "FAILED");
            document["Reason"] = "no room";
            return document.ToJsonString();
        };

        var failed = (await provider.AskAsync(RequestKind.Create, Provider.Properties())).ShouldBeOfType<ResourceFailed>();

        failed.Reason.ShouldMatch(
            "^Received response status \\[FAILED\\] from custom resource. Message returned: no room \\(RequestId: [0-9a-f-]{36}\\)$");
        failed.PhysicalId.ShouldBe("thing-1");
        provider.Type.Exchanges.ShouldHaveSingleItem().IsAnsweredOnce.ShouldBeTrue();
    }

    [Fact]
    public async Task FailsWhenTheAnswerIsNone()
    {
        await using var provider = await Provider.StartAsync();
        provider.Answer = _ => new string('x', 4097);

        (await provider.AskAsync(RequestKind.Create, Provider.Properties())).ShouldBeOfType<ResourceFailed>()
            .Reason.ShouldBe("Response object is too long.");
        provider.Type.Exchanges.ShouldHaveSingleItem().IsAnsweredOnce.ShouldBeFalse();
    }

    [Fact]
    public async Task FailsWhenTheFunctionEndsWithoutAnAnswer()
    {
        await using var provider = await Provider.StartAsync();
        provider.Answer = _ => null;

        (await provider.AskAsync(RequestKind.Create, Provider.Properties())).ShouldBeOfType<ResourceFailed>()
            .Reason.ShouldStartWith("CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [");
    }

    [Theory]
    [InlineData(null, 3600)]
    [InlineData("30", 30)]
    public async Task FailsWhenTheTimeOfTheServiceIsOver(string? serviceTimeout, int seconds)
    {
        await using var provider = await Provider.StartAsync();
        var began = new TaskCompletionSource();
        provider.Work = cancellationToken =>
        {
            began.SetResult();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        };
        var properties = serviceTimeout is null ? Provider.Properties() : Provider.Properties(("ServiceTimeout", serviceTimeout));

        var asking = provider.AskAsync(RequestKind.Create, properties);
        await began.Task;
        provider.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        asking.IsCompleted.ShouldBeFalse();
        provider.Clock.Advance(TimeSpan.FromSeconds(1));

        (await asking).ShouldBeOfType<ResourceFailed>().Reason.ShouldStartWith("CloudFormation did not receive a response");
        provider.Type.Exchanges.ShouldHaveSingleItem().Run.ShouldBeNull();
    }

    [Fact]
    public async Task FailsAtOnceWithoutAServiceToken()
    {
        await using var provider = await Provider.StartAsync();

        (await provider.AskAsync(RequestKind.Create, [])).ShouldBeOfType<ResourceFailed>().Reason.ShouldBe("ServiceToken is missing.");
    }

    static string Shown(JsonObject request)
    {
        request = (JsonObject)request.DeepClone();
        request["RequestId"] = "REQUEST";
        request["ResponseURL"] = request["ResponseURL"]!.GetValue<string>().Split(':')[0] + "://…";
        return string.Create(CultureInfo.InvariantCulture, $"{request.ToJsonString(Indented)}");
    }
}

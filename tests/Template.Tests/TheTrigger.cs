using System.Globalization;
using Lockstep.CustomResources.Continuing;
using Lockstep.Template.Tests.Support;

namespace Lockstep.Template.Tests;

/// <summary>When CloudFormation calls the migration, whom it calls, and for how long it waits.</summary>
public sealed class TheTrigger
{
    static readonly TimeSpan PausesOfLambda = TimeSpan.FromMinutes(1 + 2);

    static StackTemplate Template => StackTemplate.Project;

    static Resource Function => Template["MigrationFunction"];

    public static TheoryData<string> CustomResources => [.. Template.Custom.Select(resource => resource.Id)];

    [Theory]
    [MemberData(nameof(CustomResources))]
    public void IsTheNumberOfThePublishedVersion(string resource) =>
        Template[resource]["Revision"].ShouldBe(Json("""{ "Fn::GetAtt": ["MigrationFunction", "Version.Version"] }"""));

    [Theory]
    [MemberData(nameof(CustomResources))]
    public void CallsTheFunctionByItsPlainArn(string resource) =>
        Template[resource]["ServiceToken"].ShouldBe(Json("""{ "Fn::GetAtt": ["MigrationFunction", "Arn"] }"""));

    [Fact]
    public void ChangesWithTheImageAlone()
    {
        Function["PackageType"].ShouldBe("Image");
        Function.Properties.ContainsKey("AutoPublishAlias").ShouldBeTrue();
        Function["VersionDeletionPolicy"].ShouldBe("Delete");
        Function.Properties.ContainsKey("Environment").ShouldBeFalse();
        Template.Globals["Function"]!.AsObject().ContainsKey("Environment").ShouldBeFalse();
    }

    [Fact]
    public void OfTheApiIsNoAliasWhichWouldServeAnOldSchemaVersion() =>
        Template["ApiFunction"].Properties.ContainsKey("AutoPublishAlias").ShouldBeFalse();

    [Fact]
    public void IsWatchedWhereCloudFormationCalls()
    {
        var invocation = Template.OfType("AWS::Lambda::EventInvokeConfig").ShouldHaveSingleItem();
        invocation["FunctionName"].ShouldBe(Json("""{ "Ref": "MigrationFunction" }"""));
        invocation["Qualifier"].ShouldBe("$LATEST");
        invocation["MaximumRetryAttempts"].ShouldBe("2");
        invocation["DestinationConfig"]
            .ShouldBe(Json("""{ "OnFailure": { "Destination": { "Fn::GetAtt": ["Watchdog", "Arn"] } } }"""));
        Template["Watchdog"].Properties.ContainsKey("VpcConfig").ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(CustomResources))]
    public void WaitsUntilEveryRunAndTheWatchdogHadTheirTurn(string resource)
    {
        var serviceTimeout = Seconds(Template[resource]["ServiceTimeout"]);
        var runs = 3 * Seconds(Function["Timeout"]) + PausesOfLambda;
        var watchdog = 3 * Seconds(Template["Watchdog"]["Timeout"]) + PausesOfLambda;
        serviceTimeout.ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(1));
        serviceTimeout.ShouldBeGreaterThanOrEqualTo(runs + watchdog);
    }

    // Lambda goes on trying to begin a run of a function that it must throttle, or cannot start at all, until the event is so old.
    [Theory]
    [MemberData(nameof(CustomResources))]
    public void GivesUpOnAFunctionThatIsThrottledWhileThereIsTimeForTheWatchdog(string resource)
    {
        var age = Seconds(Template["MigrationInvocation"]["MaximumEventAgeInSeconds"]);
        var lastRunBegins = 2 * Seconds(Function["Timeout"]) + PausesOfLambda;
        var watchdog = 3 * Seconds(Template["Watchdog"]["Timeout"]) + PausesOfLambda;
        age.ShouldBe(RunBudget.OldestEvent);
        age.ShouldBeGreaterThan(lastRunBegins);
        (age + watchdog).ShouldBeLessThan(Seconds(Template[resource]["ServiceTimeout"]));
    }

    [Fact]
    public void NeedsNoReservedConcurrency() =>
        Template.Functions.Where(function => function.Properties.ContainsKey("ReservedConcurrentExecutions")).ShouldBeEmpty();

    static TimeSpan Seconds(string? text) => TimeSpan.FromSeconds(int.Parse(text!, CultureInfo.InvariantCulture));

    static string Json(string text) => System.Text.Json.Nodes.JsonNode.Parse(text)!.ToString();
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Simulating;
using Lockstep.Template.Tests.Support;

namespace Lockstep.Template.Tests;

/// <summary>The stack of the template in virtual time, whose function cannot answer, every time: the real watchdog does.</summary>
public sealed partial class AFunctionThatCannotAnswer : IAsyncLifetime
{
    readonly StringBuilder _story = new();
    WatchedStack _world = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(NodeRuntime.Executable is null, "node is not installed.");
        _world = await WatchedStack.OpenAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(Ending.Crash)]
    [InlineData(Ending.OutOfMemory)]
    [InlineData(Ending.Timeout)]
    [InlineData(Ending.Cut)]
    [InlineData(Ending.Silence)]
    public async Task IsAnsweredForLongBeforeItsHourIsOver(Ending ending)
    {
        Fail(ending, _ => true);
        var first = _world.Account.NewStack("first");
        Play(first, "A first stack; no request of it is answered by the function", new CreateStack(_world.Template(1)));
        Fail(ending, _ => false);
        first.Play(new DeleteStack()).Status.ShouldBe(Status.DeleteComplete);

        var shop = _world.Account.NewStack("shop");
        shop.Play(new CreateStack(_world.Template(1))).Status.ShouldBe(Status.CreateComplete);
        var tables = await _world.TablesAsync(Token);

        Fail(ending, IsForward);
        Play(shop, "An update; the API's image is missing, if it comes to that", new UpdateStack(_world.Template(2, "api:missing")));
        (await _world.TablesAsync(Token)).ShouldBe(tables);

        Fail(ending, IsBack);
        Play(shop, "The API's image is missing, and the rollback is not answered", new UpdateStack(_world.Template(2, "api:missing")));
        Fail(ending, request => $"{request["RequestType"]}" == "Delete");
        Play(shop, "The stack is deleted", new DeleteStack());

        _story.ToString().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator($"{ending}"));
        _world.Account.Wire.ShouldAllBe(exchange => exchange.IsAnsweredOnce && MadeAnswer(exchange) != "another");
        _world.Account.Wire.Count(exchange => MadeAnswer(exchange) == "delivered").ShouldBe(ending is Ending.Cut or Ending.Silence ? 8 : 0);
    }

    [Fact]
    public void WithoutTheWatchdogIsWaitedForAsLongAsItsServiceTimeoutSays()
    {
        Fail(Ending.Crash, _ => true);
        var shop = _world.Account.NewStack("shop");

        var result = shop.Play(new CreateStack(_world.Template(1, isWatched: false)));

        // One hour for the Create, one for its Delete; and then the stack is stuck.
        (result.Status, result.Took).ShouldBe((Status.RollbackFailed, TimeSpan.FromHours(2)));
        result.Wire.ShouldAllBe(exchange => exchange.Verdict == null && exchange.Run!.Runs == 3);
    }

    [Fact]
    public void IsAnsweredForAMinuteLaterWhenTheBucketRefusesTheWatchdogOnce()
    {
        Fail(Ending.Crash, request => $"{request["RequestType"]}" == "Create");
        _world.Account.Bucket.Inject(ResponseBucketFault.InternalError, 1);
        var shop = _world.Account.NewStack("shop");

        var result = shop.Play(new CreateStack(_world.Template(1)));

        // Three runs of the function take three minutes, and the second of the watchdog comes one later.
        (result.Status, result.Took).ShouldBe((Status.RollbackComplete, TimeSpan.FromMinutes(4)));
        result.Wire[0].Deliveries.Select(delivery => delivery.Status).ShouldBe([500, 200]);
        result.Wire[0].Run!.Destination!.Runs.ShouldBe(2);
    }

    [Fact]
    public void IsAnsweredForAlsoWhereItIsThrottledForLongerThanCloudFormationWaits()
    {
        var shop = _world.Account.NewStack("shop");
        shop.Play(new CreateStack(_world.Template(1))).Status.ShouldBe(Status.CreateComplete);
        _world.Account.Switches = new() { Late = [new(_world.Account.Wire.Count + 3, TimeSpan.FromHours(2))] };

        var result = shop.Play(new UpdateStack(_world.Template(2, "api:missing")));

        result.Status.ShouldBe(Status.UpdateRollbackComplete);
        result.Took.ShouldBe(TimeSpan.FromMinutes(40), TimeSpan.FromMinutes(1));
        result.Wire.ShouldContain(exchange => exchange.Run!.Runs == 0 && exchange.Run.Destination!.Runs == 1);
    }

    static bool IsForward(JsonNode request) => $"{request["RequestType"]}" == "Update" && Revision(request, "") > Revision(request, "Old");

    static bool IsBack(JsonNode request) => $"{request["RequestType"]}" == "Update" && !IsForward(request);

    static int Revision(JsonNode request, string side) =>
        int.Parse($"{request[$"{side}ResourceProperties"]!["Revision"]}", CultureInfo.InvariantCulture);

    void Fail(Ending ending, Func<JsonNode, bool> which) => _world.EndingOf = request => which(request) ? ending : null;

    // What the function made and could not deliver is what the watchdog PUT, to the byte.
    static string MadeAnswer(CustomResourceExchange exchange)
    {
        var delivered = Encoding.UTF8.GetString(exchange.Deliveries.First(delivery => delivery.IsStored).Body.Span);
        return exchange.Run!.Result is not FunctionFailed { ErrorType: "Lockstep.AnswerNotDelivered" } failed ? "none"
            : $"{JsonNode.Parse(failed.Body.Span)!["errorMessage"]}" == delivered ? "delivered"
            : "another";
    }

    void Play(SimulatedStack stack, string what, StackOperation operation)
    {
        var result = stack.Play(operation);
        _world.Account.Time.Pass(TimeSpan.FromSeconds(1)); // who answered ends a moment later
        _story.AppendLine(CultureInfo.InvariantCulture, $"{what}: {result.Status} after {Minutes(result.Took)}");
        var lines = result.Events.Where(told => told.ResourceType == StackEvent.StackType || told.ResourceType.StartsWith("Custom::", StringComparison.Ordinal))
            .Select(told => $"  {Minutes(told.At - result.Events[0].At),6}  {told.ResourceStatus} {told.LogicalResourceId} {Plain(told.ResourceStatusReason)}".TrimEnd());
        var answers = result.Wire.Select(exchange => $"  {exchange.Request.Kind} {exchange.Request.LogicalId}: {Who(exchange.Run!)} {Answer(exchange)}");
        _story.AppendJoin('\n', [.. lines, .. answers]).AppendLine().AppendLine();
    }

    static string Who(FunctionRun run) =>
        run.Destination is null ? "the function answered" : $"the function was run {run.Runs} times, then the watchdog answered";

    static string Answer(CustomResourceExchange exchange)
    {
        var answer = JsonNode.Parse(exchange.Deliveries.First(delivery => delivery.IsStored).Body.Span)!;
        var data = $"{answer["Data"]?["DatabaseVersion"]}" is { Length: > 0 } version
            ? $", version {version}, {answer["Data"]!["AppliedCount"]} applied, {answer["Data"]!["RevertedCount"]} reverted"
            : "";
        return $"{answer["Status"]}{data}. {Plain($"{answer["Reason"]}")}".TrimEnd();
    }

    // A run that looks for its way to S3 may take a second more or less.
    static string Minutes(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(span.TotalMinutes),0} min");

    static string Plain(string? reason) => Id().Replace(reason ?? "", "ID");

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}

using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>Lambda runs its event again, one minute and then two minutes later, and then tells the destination.</summary>
public sealed class AFunctionThatEndsInAnError
{
    readonly World _world = new();

    [Fact]
    public void IsRunThreeTimesWithTheSameEvent()
    {
        var times = new List<DateTimeOffset>();
        _world.Provider.Answer = request =>
        {
            times.Add(_world.Account.Time.GetUtcNow());
            return null;
        };
        _world.Provider.Error = _ => "Boom";

        var result = _world.Shop.Play(new CreateStack(Template("0").Build()));

        result.Status.ShouldBe(Status.RollbackFailed);
        times.Take(3).Select(at => at - times[0]).ShouldBe([TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3)]);
        _world.Provider.Runs.Take(3).Select(request => request.ToJsonString()).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        result.Wire[0].Run!.Runs.ShouldBe(3);
    }

    [Fact]
    public void AnswersInItsSecondRun()
    {
        _world.Provider.Error = _ => _world.Provider.Runs.Count == 1 ? "Boom" : null;
        _world.Provider.Answer = request => _world.Provider.Runs.Count == 1 ? null : ScriptedProvider.Success(request);

        var result = _world.Shop.Play(new CreateStack(Template("0").Build()));

        (result.Status, result.Took).ShouldBe((Status.CreateComplete, TimeSpan.FromMinutes(1)));
    }

    // ecs-workshop-blue-green-deployments#3
    [Fact]
    public void IsRunAgainAfterItsAnswerWhichChangesNothing()
    {
        _world.Provider.Answer = request => ScriptedProvider.Failure(request, "no");
        _world.Provider.Error = _ => "Boom";

        var result = _world.Shop.Play(new CreateStack(Template("0").Build()));
        _world.Account.Settle();

        result.Status.ShouldBe(Status.RollbackFailed);
        _world.Ran.ShouldBe(["Create 1", "Delete 1", "Create 1", "Delete 1", "Create 1", "Delete 1"]);
        result.Wire.ShouldAllBe(exchange => exchange.Deliveries.Count == 3);
    }

    [Fact]
    public void IsTimedOutAndRunAgain()
    {
        _world.Provider.Takes = _ => TimeSpan.FromMinutes(16);

        var result = _world.Shop.Play(new CreateStack(Template("0").Build()));

        result.Wire[0].Run!.Result.ShouldBeOfType<TimedOut>().After.ShouldBe(TimeSpan.FromMinutes(15));
        result.Wire[0].Run!.Runs.ShouldBe(3);
        result.Wire[0].Deliveries.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    public void HasItsAnswerFromTheDestination(int attempts, int minutes)
    {
        var told = new List<JsonNode>();
        _world.Account.Images.Push("failing:1", (_, _) => throw new FunctionErrorException("Boom", "It was told to."), TimeSpan.FromMinutes(15));
        _world.Account.Images.Push("watchdog:1", (call, token) => AnswerAsync(told, call, token), TimeSpan.FromMinutes(15));

        var result = _world.Shop.Play(new CreateStack(WithDestination(attempts).Build()));

        (result.Status, result.Took).ShouldBe((Status.CreateComplete, TimeSpan.FromMinutes(minutes)));
        var record = told.ShouldHaveSingleItem();
        $"{record["requestContext"]!["condition"]} {record["requestContext"]!["approximateInvokeCount"]} {record["responsePayload"]!["errorType"]}"
            .ShouldBe($"RetriesExhausted {attempts + 1} Boom");
        result.Wire[0].Run!.Destination!.Result.ShouldBeOfType<Responded>();
    }

    [Fact]
    public void IsNotRunOnceItsEventIsTooOld()
    {
        var told = new List<JsonNode>();
        _world.Account.Images.Push("failing:1", (_, _) => throw new FunctionErrorException("Boom", "It was told to."), TimeSpan.FromMinutes(15));
        _world.Account.Images.Push("watchdog:1", (call, token) => AnswerAsync(told, call, token), TimeSpan.FromMinutes(15));
        _world.Account.Switches = new() { Late = [new(1, TimeSpan.FromMinutes(11))] };

        var result = _world.Shop.Play(new CreateStack(WithDestination(2).Build()));

        (result.Status, result.Took).ShouldBe((Status.CreateComplete, TimeSpan.FromMinutes(10)));
        $"{told.ShouldHaveSingleItem()["requestContext"]!["condition"]}".ShouldBe("EventAgeExceeded");
        result.Wire[0].Run!.Runs.ShouldBe(0);
    }

    TemplateBuilder Template(string seconds) => _world.Pair("1", World.Test(("Seconds", seconds)));

    static TemplateBuilder WithDestination(int attempts) => new TemplateBuilder()
        .Add("Function", "AWS::Lambda::Function", new JsonObject { ["Code"] = new JsonObject { ["ImageUri"] = "failing:1" } })
        .Add("Watchdog", "AWS::Lambda::Function", new JsonObject { ["Code"] = new JsonObject { ["ImageUri"] = "watchdog:1" } })
        .Add("Invocation", "AWS::Lambda::EventInvokeConfig", new JsonObject
        {
            ["FunctionName"] = TemplateBuilder.Ref("Function"),
            ["Qualifier"] = "$LATEST",
            ["MaximumRetryAttempts"] = attempts,
            ["MaximumEventAgeInSeconds"] = "600",
            ["DestinationConfig"] = new JsonObject
            {
                ["OnFailure"] = new JsonObject { ["Destination"] = TemplateBuilder.GetAtt("Watchdog", "Arn") },
            },
        })
        .Add("A", "Custom::Thing", new JsonObject { ["ServiceToken"] = TemplateBuilder.GetAtt("Function", "Arn"), ["In"] = "1" }, ("DependsOn", "Invocation"));

    // The destination answers in the function's place.
    Task<ReadOnlyMemory<byte>> AnswerAsync(List<JsonNode> told, FunctionCall call, CancellationToken cancellationToken)
    {
        var record = JsonNode.Parse(call.Payload.Span)!;
        told.Add(record);
        var payload = System.Text.Encoding.UTF8.GetBytes(record["requestPayload"]!.ToJsonString());
        return _world.Provider.HandleAsync(call with { Payload = payload }, cancellationToken);
    }
}

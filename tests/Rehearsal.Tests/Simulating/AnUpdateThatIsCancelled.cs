using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>CancelUpdateStack while a function is at work.</summary>
public sealed class AnUpdateThatIsCancelled
{
    readonly World _world = new();

    public AnUpdateThatIsCancelled() => _world.Created(_world.Pair("1", World.Test(("In", "1"))));

    // aws-cdk#31541
    [Fact]
    public void TellsNobodyAndAsksAgainWhileTheFirstRequestIsStillAtWork()
    {
        _world.Provider.Takes = request => request.ToJsonString().Contains("\"OldResourceProperties\"") && $"{request["ResourceProperties"]!["In"]}" == "2"
            ? TimeSpan.FromMinutes(10)
            : TimeSpan.FromSeconds(3);

        var result = _world.Shop.Play(new UpdateStack(_world.Pair("2", World.Test(("In", "1"))).Build(), CancelAfter: TimeSpan.FromMinutes(1)));

        World.Lines(result).ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
        World.Asked(result.Wire).ShouldBe("""
            0:00:00 Update A A-id 1->2
            0:01:02 Update A A-id 2->1
            """);
        result.Wire[0].Verdict.ShouldBeNull();
    }

    [Fact]
    public void IgnoresTheAnswerThatComesAfterIt()
    {
        _world.Provider.Takes = request => $"{request["ResourceProperties"]!["In"]}" == "2" ? TimeSpan.FromMinutes(10) : TimeSpan.Zero;
        _world.Provider.Answer = request =>
        {
            var document = ScriptedProvider.Success(request);
            document["PhysicalResourceId"] = $"A-{request["ResourceProperties"]!["In"]}";
            return document;
        };
        var result = _world.Shop.Play(new UpdateStack(_world.Pair("2", World.Test(("In", "1"))).Build(), CancelAfter: TimeSpan.FromMinutes(1)));

        _world.Account.Settle();

        result.Wire[0].Deliveries.ShouldHaveSingleItem().Status.ShouldBe(200);
        result.Wire[0].Verdict.ShouldBeNull();
        _world.Shop["A"]!.PhysicalId.ShouldBe("A-1");
        _world.Shop.Status.ShouldBe(Status.UpdateRollbackComplete);
    }

    [Fact]
    public void TakesBackWhatWasCompleteAlreadyAndWaitsForWhatIsAwss()
    {
        var template = _world.Pair("2", World.Test(("In", "2"), ("Seconds", "90"))).Build();

        var result = _world.Shop.Play(new UpdateStack(template, CancelAfter: TimeSpan.FromMinutes(1)));

        result.Status.ShouldBe(Status.UpdateRollbackComplete);
        World.Asked(result.Wire).ShouldBe("""
            0:00:00 Update A A-id 1->2
            0:01:30 Update A A-id 2->1
            """);
        _world.Shop["B"]!.Attributes["Out"].ShouldBe("1");
    }

    [Fact]
    public void DeletesInTheCleanupWhatItWasCreating()
    {
        _world.Provider.Takes = request => $"{request["RequestType"]}" == "Create" ? TimeSpan.FromMinutes(5) : TimeSpan.Zero;
        var template = _world.Pair("1", World.Test(("In", "1"))).Add("C", "Custom::Thing", _world.Custom("c")).Build();

        var result = _world.Shop.Play(new UpdateStack(template, CancelAfter: TimeSpan.FromMinutes(1)));

        result.Events.Select(told => told.ResourceStatus).SkipLast(2).Last().ShouldBe(Status.DeleteInProgress);
        result.Wire[1].Request.PhysicalId!.ShouldMatch("^shop-C-[A-Z0-9]{12}$");
        _world.Ran.ShouldBe(["Create c", "Delete c"]);
    }

    [Fact]
    public void IsNotCancelledOnceItIsOver()
    {
        _world.Shop.Play(new UpdateStack(_world.Pair("2", World.Test(("In", "1"))).Build(), CancelAfter: TimeSpan.FromHours(1))).Status
            .ShouldBe(Status.UpdateComplete);

        Should.Throw<StackOperationException>(_world.Shop.Stack.CancelUpdate).Message
            .ShouldBe("CancelUpdateStack cannot be called from current stack status");
    }
}

using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>--disable-rollback: a failure stops the stack where it is, for a person to look at it.</summary>
public sealed class AnOperationWithoutRollback
{
    readonly World _world = new();

    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
    [Fact]
    public void LetsWhatDoesNotDependOnTheFailureGoOn()
    {
        var result = _world.Shop.Play(new CreateStack(Template(fails: "Create").Build(), DisableRollback: true));

        World.Lines(result).Replace(_world.Shop["B"]!.PhysicalId, "B-ID", StringComparison.Ordinal).ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
        _world.Shop["C"].ShouldBeNull();
    }

    // pulumi-aws-native#1915
    [Fact]
    public void IsTakenUpByAnUpdateWhichDeletesWhatFailedAndCreatesItAnew()
    {
        _world.Provider.Answer = request => ScriptedProvider.Failure(request, "no");
        _world.Shop.Play(new CreateStack(Template().Build(), DisableRollback: true)).Status.ShouldBe(Status.CreateFailed);
        _world.Provider.Answer = ScriptedProvider.Success;

        var result = _world.Shop.Play(new UpdateStack(Template().Build(), DisableRollback: true));

        result.Status.ShouldBe(Status.UpdateComplete);
        _world.Ran.ShouldBe(["Create 1", "Delete 1", "Create 1"]);
    }

    // aws-cdk#35957
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReusesTheRequestIdWhenItIsTakenUp(bool reuses)
    {
        _world.Account.Switches = Switches.Default with { RetryReusesRequestId = reuses };
        _world.Created(Template());
        _world.Provider.Answer = request => ScriptedProvider.Failure(request, "no");
        var first = _world.Shop.Play(new UpdateStack(Template("2").Build(), DisableRollback: true));
        _world.Provider.Answer = ScriptedProvider.Success;

        var second = _world.Shop.Play(new UpdateStack(Template("2").Build(), DisableRollback: true));

        (first.Status, second.Status).ShouldBe((Status.UpdateFailed, Status.UpdateComplete));
        (second.Wire[0].Request.RequestId == first.Wire[0].Request.RequestId).ShouldBe(reuses);
        $"{second.Wire[0].Request.OldProperties!["In"]}".ShouldBe("1");
        second.Wire[0].Slot.Url.ShouldNotBe(first.Wire[0].Slot.Url);
    }

    // aws-cli#6368
    [Fact]
    public void CanOnlyBeTakenUpWithoutRollback()
    {
        _world.Shop.Play(new CreateStack(Template(fails: "Create").Build(), DisableRollback: true));

        _world.Shop.Play(new UpdateStack(Template().Build())).Refusal.ShouldBe(
            "This stack is currently in a non-terminal [CREATE_FAILED] state. To update the stack from this state, please use the "
            + "disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API");
    }

    [Fact]
    public void IsRolledBackToNothing()
    {
        _world.Shop.Play(new CreateStack(Template(fails: "Create").Build(), DisableRollback: true));

        var result = _world.Shop.Play(new RollbackStack());

        (result.Status, result.Events[0].ResourceStatus).ShouldBe((Status.RollbackComplete, Status.RollbackInProgress));
        _world.Ran.ShouldBe(["Create 1", "Delete 1"]);
    }

    [Fact]
    public void IsRolledBackToWhatTheStackWasWithAllThatWasTriedSince()
    {
        _world.Created(Template());
        _world.Shop.Play(new UpdateStack(Template("2", "Update").Build(), DisableRollback: true)).Status.ShouldBe(Status.UpdateFailed);
        _world.Shop.Play(new UpdateStack(
            Template("3", "Update").Add("D", "Custom::Thing", _world.Custom("d")).Build(), DisableRollback: true)).Status.ShouldBe(Status.UpdateFailed);

        var result = _world.Shop.Play(new RollbackStack());

        result.Status.ShouldBe(Status.UpdateRollbackComplete);
        World.Asked(result.Wire).ShouldBe("""
            0:00:00 Update A A-id 3->1
            0:00:00 Delete D D-id d
            """);
        _world.Shop["D"].ShouldBeNull();
    }

    // aws-sam-cli#4585
    [Fact]
    public void TakesNoReplacement()
    {
        _world.Created(Template());
        _world.Provider.Answer = request =>
        {
            var document = ScriptedProvider.Success(request);
            document["PhysicalResourceId"] = "another";
            return document;
        };

        var result = _world.Shop.Play(new UpdateStack(Template("2").Build(), DisableRollback: true));

        result.Status.ShouldBe(Status.UpdateFailed);
        result.Events.ShouldContain(told => told.LogicalResourceId == "A"
            && told.ResourceStatusReason == "Replacement type updates not supported on stack with disable-rollback.");
    }

    // Nothing is known of what AWS does then; there is nothing that the stack was before.
    [Fact]
    public void StopsWhereItIsWhenItIsCancelledBeforeTheStackWasEverComplete()
    {
        _world.Shop.Play(new CreateStack(Template(fails: "Create").Build(), DisableRollback: true));
        _world.Provider.Takes = _ => TimeSpan.FromMinutes(2);

        _world.Shop.Play(new UpdateStack(Template("2").Build(), DisableRollback: true, TimeSpan.FromMinutes(1))).Status.ShouldBe(Status.UpdateFailed);

        _world.Shop.Play(new RollbackStack()).Status.ShouldBe(Status.RollbackComplete);
    }

    [Fact]
    public void CanBeDeleted()
    {
        _world.Shop.Play(new CreateStack(Template(fails: "Create").Build(), DisableRollback: true));

        _world.Shop.Play(new DeleteStack()).Status.ShouldBe(Status.DeleteComplete);
        _world.Shop.Play(new RollbackStack()).Refusal!.ShouldEndWith("is in DELETE_COMPLETE state and can not be rolled back.");
    }

    // A stands alone, C waits for B.
    TemplateBuilder Template(string a = "1", string fails = "") => new TemplateBuilder()
        .Add("B", TestType.Name, World.Test(("Fails", fails), ("In", fails)))
        .Add("C", TestType.Name, new JsonObject { ["In"] = TemplateBuilder.Ref("B") })
        .Add("A", "Custom::Thing", _world.Custom(a));
}

using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>UPDATE_ROLLBACK_FAILED, where most stacks get stuck.</summary>
public sealed class ARollbackThatFails
{
    readonly World _world = new();

    public ARollbackThatFails()
    {
        _world.Created(Template("1"));
        _world.Provider.Answer = request =>
            $"{request["RequestType"]}" == "Update" && $"{request["ResourceProperties"]!["In"]}" == "1"
                ? ScriptedProvider.Failure(request, "I have never seen 2.")
                : ScriptedProvider.Success(request);
    }

    [Fact]
    public void StopsThere()
    {
        var result = _world.Shop.Play(new UpdateStack(Template("2", "Update").Build()));

        World.Lines(result).Replace(_world.Shop["B"]!.PhysicalId, "B-ID", StringComparison.Ordinal).Replace(result.Wire[1].Request.RequestId, "REQUEST", StringComparison.Ordinal)
            .ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public void IsContinuedWithTheSameRequestsOnceMore()
    {
        _world.Shop.Play(new UpdateStack(Template("2", "Update").Build()));
        _world.Provider.Answer = ScriptedProvider.Success;

        var result = _world.Shop.Play(new ContinueUpdateRollback());

        result.Status.ShouldBe(Status.UpdateRollbackComplete);
        World.Asked(result.Wire).ShouldBe("0:00:00 Update A A-id 2->1");
    }

    [Fact]
    public void IsContinuedWithoutWhatIsSkipped()
    {
        _world.Shop.Play(new UpdateStack(Template("2", "Update").Build()));

        var result = _world.Shop.Play(new ContinueUpdateRollback("A"));

        result.Status.ShouldBe(Status.UpdateRollbackComplete);
        result.Wire.ShouldBeEmpty();
        result.Events[1].ShouldSatisfyAllConditions(
            told => told.LogicalResourceId.ShouldBe("A"), told => told.ResourceStatus.ShouldBe(Status.UpdateComplete));
        $"{_world.Shop["A"]!.Properties["In"]}".ShouldBe("1");

        _world.Shop.Play(new UpdateStack(Template("3").Build())).Status.ShouldBe(Status.UpdateComplete);
    }

    [Fact]
    public void SkipsOnlyWhatHasFailed()
    {
        _world.Shop.Play(new UpdateStack(Template("2", "Update").Build()));

        _world.Shop.Play(new ContinueUpdateRollback("C")).Refusal!.ShouldEndWith("; [C] of stack shop are not.");
        _world.Shop.Play(new UpdateStack(Template("3").Build())).Refusal!.ShouldEndWith("is in UPDATE_ROLLBACK_FAILED state and can not be updated.");
    }

    // B has failed forwards, and the rollback has not come to it.
    [Fact]
    public void SkipsNothingThatFailedBeforeIt()
    {
        _world.Shop.Play(new UpdateStack(Template("2", "Update").Build()));

        _world.Shop.Play(new ContinueUpdateRollback("A", "B")).Refusal.ShouldBe(
            "Only resources that are in UPDATE_FAILED state because a rollback failed can be skipped; [B] of stack shop are not.");
        _world.Shop.Play(new ContinueUpdateRollback("A")).Status.ShouldBe(Status.UpdateRollbackComplete);
        _world.Shop.Play(new UpdateStack(Template("2", "Update").Build())).Status.ShouldBe(Status.UpdateRollbackFailed);
        _world.Shop.Play(new ContinueUpdateRollback("B")).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public void CanBeDeletedWithAllThatTheUpdateMade()
    {
        _world.Shop.Play(new UpdateStack(Template("2", "Update").Add("D", TestType.Name, []).Build()));

        _world.Shop.Play(new DeleteStack()).Status.ShouldBe(Status.DeleteComplete);
        "ABCD".ShouldAllBe(id => _world.Shop[$"{id}"] == null);
    }

    // A, B after it, and C alone.
    TemplateBuilder Template(string a, string fails = "") => new TemplateBuilder()
        .Add("C", TestType.Name, [])
        .Add("A", "Custom::Thing", _world.Custom(a))
        .Add("B", TestType.Name, new JsonObject { ["In"] = TemplateBuilder.GetAtt("A", "Out"), ["Fails"] = fails });
}

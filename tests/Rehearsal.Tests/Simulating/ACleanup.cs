using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>The Deletes at the end of an update: what depends on others goes first, and is waited for.</summary>
public sealed class ACleanup
{
    readonly World _world = new();

    public ACleanup() => _world.Provider.Takes = request => TimeSpan.FromSeconds($"{request["RequestType"]}" == "Delete" ? 5 : 0);

    [Fact]
    public void DeletesDependentsFirstOfWhatATemplateNoLongerHas()
    {
        _world.Created(Pair("1").Add("C", TestType.Name, []));

        var result = _world.Shop.Play(new UpdateStack(new TemplateBuilder().Add("C", TestType.Name, []).Build()));

        result.Status.ShouldBe(Status.UpdateComplete);
        World.Asked(result.Wire).ShouldBe("""
            0:00:00 Delete B B-id 1
            0:00:05 Delete A A-id 1
            """);
    }

    [Fact]
    public void DeletesDependentsFirstOfWhatWasReplaced()
    {
        _world.Provider.Answer = request =>
        {
            var document = ScriptedProvider.Success(request);
            document["PhysicalResourceId"] = $"{request["LogicalResourceId"]}-{request["ResourceProperties"]!["In"]}";
            return document;
        };
        _world.Created(Pair("1"));

        var result = _world.Shop.Play(new UpdateStack(Pair("2").Build()));

        result.Status.ShouldBe(Status.UpdateComplete);
        World.Asked(result.Wire).ShouldBe("""
            0:00:00 Update A A-1 1->2
            0:00:00 Update B B-1 1->2
            0:00:00 Delete B B-1 1
            0:00:05 Delete A A-1 1
            """);
    }

    [Fact]
    public void DeletesDependentsFirstOfWhatWasCreatedInVain()
    {
        _world.Created(new TemplateBuilder().Add("C", TestType.Name, []));

        var result = _world.Shop.Play(new UpdateStack(
            Pair("1").Add("C", TestType.Name, World.Test(("Fails", "Update")), ("DependsOn", "B")).Build()));

        result.Status.ShouldBe(Status.UpdateRollbackComplete);
        World.Asked(result.Wire).ShouldBe("""
            0:00:00 Create A  1
            0:00:00 Create B  1
            0:00:00 Delete B B-id 1
            0:00:05 Delete A A-id 1
            """);
    }

    // A, and B that depends on it.
    TemplateBuilder Pair(string a) => new TemplateBuilder()
        .Add("A", "Custom::Thing", _world.Custom(a))
        .Add("B", "Custom::Thing", new JsonObject { ["ServiceToken"] = _world.Token, ["In"] = TemplateBuilder.GetAtt("A", "Out") });
}

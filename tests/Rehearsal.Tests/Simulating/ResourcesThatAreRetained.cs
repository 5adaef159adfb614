using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>DeletionPolicy, UpdateReplacePolicy and RetainResources: nobody is asked.</summary>
public sealed class ResourcesThatAreRetained
{
    readonly World _world = new();

    [Theory]
    [InlineData(ResourcePolicy.Delete, "Delete 1")]
    [InlineData(ResourcePolicy.Snapshot, "Delete 1")]
    [InlineData(ResourcePolicy.Retain, "")]
    [InlineData(ResourcePolicy.RetainExceptOnCreate, "")]
    public void AreLeftWhenTheirStackGoes(string policy, string ran)
    {
        _world.Created(Template("1", ("DeletionPolicy", policy)));

        var result = _world.Shop.Play(new DeleteStack());

        (result.Status, string.Join(", ", _world.Ran)).ShouldBe((Status.DeleteComplete, ran));
        result.Events.Any(told => told.ResourceStatus == Status.DeleteSkipped).ShouldBe(ran.Length == 0);
    }

    [Theory]
    [InlineData(ResourcePolicy.Retain, "Create 1")]
    [InlineData(ResourcePolicy.RetainExceptOnCreate, "Create 1, Delete 1")]
    public void AreLeftWhenTheirCreationIsRolledBackUnlessTheySayOtherwise(string policy, string ran)
    {
        var template = Template("1", ("DeletionPolicy", policy)).Add("B", TestType.Name, World.Test(("Fails", "Create")), ("DependsOn", "A"));

        _world.Shop.Play(new CreateStack(template.Build())).Status.ShouldBe(Status.RollbackComplete);

        string.Join(", ", _world.Ran).ShouldBe(ran);
    }

    [Fact]
    public void AreLeftWhenTheirTemplateNoLongerHasThem()
    {
        _world.Created(Template("1", ("DeletionPolicy", ResourcePolicy.Retain)).Add("B", TestType.Name, []));

        var result = _world.Shop.Play(new UpdateStack(new TemplateBuilder().Add("B", TestType.Name, []).Build()));

        result.Status.ShouldBe(Status.UpdateComplete);
        _world.Ran.ShouldBeEmpty();
        _world.Shop["A"].ShouldBeNull();
    }

    [Theory]
    [InlineData(ResourcePolicy.Delete, "Update 2, Delete 1")]
    [InlineData(ResourcePolicy.Retain, "Update 2")]
    public void AreLeftWhenAnotherTakesTheirPlace(string policy, string ran)
    {
        _world.Created(Template("1"));
        _world.Provider.Answer = request =>
        {
            var document = ScriptedProvider.Success(request);
            document["PhysicalResourceId"] = $"A-{request["ResourceProperties"]!["In"]}";
            return document;
        };

        _world.Shop.Play(new UpdateStack(Template("2", ("UpdateReplacePolicy", policy)).Build())).Status.ShouldBe(Status.UpdateComplete);

        string.Join(", ", _world.Ran).ShouldBe(ran);
    }

    // A policy alone is no change; with another change it is taken over.
    [Fact]
    public void AreSoFromTheNextUpdateOn()
    {
        _world.Created(Template("1").Add("B", TestType.Name, []));

        _world.Shop.Play(new UpdateStack(Template("1", ("DeletionPolicy", ResourcePolicy.Retain)).Add("B", TestType.Name, []).Build()))
            .Refusal.ShouldBe("No updates are to be performed.");
        _world.Shop.Play(new UpdateStack(
            Template("1", ("DeletionPolicy", ResourcePolicy.Retain)).Add("B", TestType.Name, World.Test(("In", "2"))).Build()));
        _world.Shop.Play(new DeleteStack());

        _world.Ran.ShouldBeEmpty();
    }

    // aws-nuke#270
    [Fact]
    public void AreLetGoOfWhenTheyCannotBeDeleted()
    {
        _world.Created(Template("1").Add("B", TestType.Name, World.Test(("Fails", "Delete")), ("DependsOn", "A")));
        _world.Shop.Play(new DeleteStack("B")).Refusal!.ShouldStartWith("Stack [shop] is not in DELETE_FAILED state");
        _world.Shop.Play(new DeleteStack()).Status.ShouldBe(Status.DeleteFailed);
        _world.Shop.Play(new DeleteStack("X")).Refusal!.ShouldStartWith("The specified resources to retain must be in a valid state.");

        var result = _world.Shop.Play(new DeleteStack("B"));

        result.Status.ShouldBe(Status.DeleteComplete);
        result.Events.ShouldContain(told => told.LogicalResourceId == "B" && told.ResourceStatus == Status.DeleteSkipped);
        _world.Ran.ShouldBe(["Delete 1"]);
    }

    TemplateBuilder Template(string value, params IEnumerable<(string Name, string Value)> attributes) => new TemplateBuilder()
        .Add("A", "Custom::Thing", _world.Custom(value), attributes.Select(one => (one.Name, (JsonNode)one.Value)));
}

using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

public sealed class IndependentResources
{
    readonly World _world = new();

    [Fact]
    public void AreWorkedOnAtOnceAndThoseThatDependWait()
    {
        var template = Template().Build();

        World.Lines(_world.Shop.Play(new CreateStack(template))).ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
        _world.Shop.Play(new DeleteStack()).Took.ShouldBe(TimeSpan.FromSeconds(30 + 20));
    }

    // A failed deletion leaves alone what it depends on, and nothing else.
    [Fact]
    public void AreDeletedAlsoWhenAnotherCannotBe()
    {
        _world.Created(Template("Delete"));

        var result = _world.Shop.Play(new DeleteStack());

        (result.Status, result.Events[^1].ResourceStatusReason).ShouldBe((Status.DeleteFailed, "The following resource(s) failed to delete: [B]."));
        "ABC".Where(id => _world.Shop[$"{id}"] is not null).ShouldBe("AB");
    }

    static TemplateBuilder Template(string failing = "") => new TemplateBuilder()
        .Add("A", TestType.Name, World.Test(("Seconds", "20")))
        .Add("B", TestType.Name, new JsonObject { ["Seconds"] = "30", ["Fails"] = failing, ["In"] = TemplateBuilder.Ref("A") })
        .Add("C", TestType.Name, World.Test(("Seconds", "25")));
}

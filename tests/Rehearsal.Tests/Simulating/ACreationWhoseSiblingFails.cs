using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>One resource fails while the function creates another.</summary>
public sealed class ACreationWhoseSiblingFails
{
    readonly World _world = new();

    // coverage-roadmap#1814
    [Fact]
    public void GetsADeleteWithAnInventedIdTwoSecondsLaterWhileItIsStillAtWork()
    {
        _world.Provider.Takes = request => $"{request["RequestType"]}" == "Create" ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(1);

        var result = _world.Shop.Play(new CreateStack(_world.Pair("1", World.Test(("Seconds", "30"), ("Fails", "Create"))).Build()));

        World.Lines(result).Replace(result.Wire[1].Request.PhysicalId!, "shop-A-INVENTED", StringComparison.Ordinal)
            .ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
        result.Wire[1].Request.PhysicalId!.ShouldMatch("^shop-A-[A-Z0-9]{12}$");
        (result.Wire[1].SentAt - result.Wire[0].SentAt).ShouldBe(TimeSpan.FromSeconds(32));
    }

    [Fact]
    public void MayEndAfterItsStackHasGone()
    {
        _world.Provider.Takes = request => $"{request["RequestType"]}" == "Create" ? TimeSpan.FromMinutes(5) : TimeSpan.Zero;
        var result = _world.Shop.Play(new CreateStack(_world.Pair("1", World.Test(("Seconds", "30"), ("Fails", "Create"))).Build()));
        result.Wire[0].Run.ShouldBeNull();

        _world.Account.Settle();

        result.Wire[0].Deliveries.ShouldHaveSingleItem().Status.ShouldBe(200);
        result.Wire[0].Verdict.ShouldBeNull();
        _world.Shop.Status.ShouldBe(Status.RollbackComplete);
    }

    [Fact]
    public void IsNotAskedWhenItWasNotItsTurn()
    {
        var template = _world.Pair("1", World.Test(("Fails", "Create"))).Add("A", "Custom::Thing", _world.Custom("1"), ("DependsOn", "B"));

        _world.Shop.Play(new CreateStack(template.Build())).Status.ShouldBe(Status.RollbackComplete);

        _world.Provider.Runs.ShouldBeEmpty();
    }

    [Fact]
    public void WaitsForAResourceOfAwssBeforeItDeletesIt()
    {
        var template = new TemplateBuilder().Add("Slow", TestType.Name, World.Test(("Seconds", "60")))
            .Add("Bad", TestType.Name, World.Test(("Seconds", "10"), ("Fails", "Create")));

        var result = _world.Shop.Play(new CreateStack(template.Build()));

        result.Took.ShouldBe(TimeSpan.FromSeconds(60 + 60));
        result.Events.ShouldContain(told => told.ResourceStatusReason
            == "The following resource(s) failed to create: [Slow, Bad]. Rollback requested by user.");
    }
}

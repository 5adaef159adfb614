using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>Lambda delivers at least once, in any order, and when it is overloaded not at all.</summary>
public sealed class DeliveriesThatGoWrong
{
    readonly World _world = new();

    [Fact]
    public void RunAnEventOnceMoreAtTheSameTimeAndAfterItsAnswer()
    {
        _world.Account.Switches = new() { DuplicateDelivery = [new(1, TimeSpan.Zero), new(1, TimeSpan.FromHours(2))] };
        _world.Provider.Takes = _ => TimeSpan.FromSeconds(5);

        var result = _world.Shop.Play(new CreateStack(Template("1").Build()));
        _world.Account.Settle();

        (result.Status, result.Took).ShouldBe((Status.CreateComplete, TimeSpan.FromSeconds(5)));
        _world.Ran.ShouldBe(Enumerable.Repeat("Create 1", 5));
        _world.Provider.Runs.Select(request => request.ToJsonString()).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);

        // Two hours later the URL has expired, and the function ends in an error, three times.
        result.Wire[0].Deliveries.Select(delivery => delivery.Status).ShouldBe([200, 200, 403, 403, 403]);
        result.Wire[0].Queued!.Runs.Count.ShouldBe(3);
    }

    [Fact]
    public void LeaveTheEventsOfOthersAlone()
    {
        _world.Created(Template("1"));
        _world.Account.EventsSent.ShouldBe(1);
        _world.Account.Switches = new() { DuplicateDelivery = [new(3, TimeSpan.FromSeconds(1))] };

        _world.Shop.Play(new UpdateStack(Template("2").Build()));
        _world.Shop.Play(new DeleteStack());
        _world.Account.Settle();

        _world.Ran.ShouldBe(["Update 2", "Delete 2", "Delete 2"]);
    }

    [Fact]
    public void LoseAnEvent()
    {
        _world.Account.Switches = new() { Drop = [1] };

        var result = _world.Shop.Play(new CreateStack(Template("1").Build()));

        (result.Status, result.Took).ShouldBe((Status.RollbackComplete, TimeSpan.FromHours(1)));
        _world.Ran.ShouldBe(["Delete 1"]);
    }

    // P45 and P46: the Create arrives when its resource has been deleted.
    [Fact]
    public void BringACreateAfterItsDelete()
    {
        _world.Account.Switches = new() { Late = [new(1, TimeSpan.FromMinutes(65))] };

        _world.Shop.Play(new CreateStack(Template("1").Build())).Status.ShouldBe(Status.RollbackComplete);
        _world.Account.Settle();

        _world.Ran.ShouldBe(["Delete 1", "Create 1"]);
    }

    [Fact]
    public void MakeAnUpdateArriveWithItsRollback()
    {
        _world.Created(Template("1", ("ServiceTimeout", "60")));
        _world.Account.Switches = new() { Late = [new(2, TimeSpan.FromMinutes(2))] };

        var result = _world.Shop.Play(new UpdateStack(Template("2", ("ServiceTimeout", "60")).Build()));
        _world.Account.Settle();

        result.Status.ShouldBe(Status.UpdateRollbackComplete);
        _world.Provider.Runs.Select(request => $"{request["OldResourceProperties"]!["In"]}->{request["ResourceProperties"]!["In"]}")
            .ShouldBe(["2->1", "1->2"]);
    }

    TemplateBuilder Template(string value, params IEnumerable<(string Name, string Value)> others) =>
        new TemplateBuilder().Add("A", "Custom::Thing", _world.Custom(value, others));
}

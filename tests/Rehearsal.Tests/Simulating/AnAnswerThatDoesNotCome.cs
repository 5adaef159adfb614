using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>CloudFormation waits for an hour, or as long as ServiceTimeout says.</summary>
public sealed class AnAnswerThatDoesNotCome
{
    readonly World _world = new();

    [Fact]
    public void FailsTheRequestAfterAnHour()
    {
        _world.Provider.Answer = request => $"{request["RequestType"]}" == "Create" ? null : ScriptedProvider.Success(request);

        var result = _world.Shop.Play(new CreateStack(Template("1").Build()));

        World.Lines(result).Replace(result.Wire[0].Request.RequestId, "REQUEST", StringComparison.Ordinal)
            .Replace(result.Wire[1].Request.PhysicalId!, "shop-A-INVENTED", StringComparison.Ordinal)
            .ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public void IsWaitedForAsLongAsTheNewServiceTimeoutSays()
    {
        _world.Created(Template("1"));
        _world.Provider.Answer = request => $"{request["ResourceProperties"]!["In"]}" == "2" ? null : ScriptedProvider.Success(request);

        var result = _world.Shop.Play(new UpdateStack(Template("2", ("ServiceTimeout", "90")).Build()));

        (result.Status, result.Took).ShouldBe((Status.UpdateRollbackComplete, TimeSpan.FromSeconds(90)));
    }

    // One operation that answers nothing holds its stack up for two hours (aws-cdk#2126).
    [Fact]
    public void HoldsUpTheRollbackToo()
    {
        _world.Provider.Answer = _ => null;

        var result = _world.Shop.Play(new CreateStack(Template("1").Build()));

        (result.Status, result.Took).ShouldBe((Status.RollbackFailed, TimeSpan.FromHours(2)));
    }

    [Fact]
    public void IsTakenUntilTheDeadlineAndIgnoredAfterIt()
    {
        _world.Provider.Takes = _ => TimeSpan.FromSeconds(100);
        _world.Shop.Play(new CreateStack(Template("1", ("ServiceTimeout", "101")).Build())).Status.ShouldBe(Status.CreateComplete);

        var result = _world.Shop.Play(new UpdateStack(Template("2", ("ServiceTimeout", "99")).Build()));

        result.Status.ShouldBe(Status.UpdateRollbackComplete);
        result.Wire[0].Verdict.ShouldBeNull();
        result.Wire[0].Deliveries.ShouldHaveSingleItem().IsStored.ShouldBeTrue();
    }

    // Of several answers the first that is stored counts, also where it came through a link that broke.
    [Fact]
    public void IsThereAlthoughItsSenderCouldNotKnow()
    {
        _world.Account.Bucket.Inject(ResponseBucketFault.LostReply, 1);

        var result = _world.Shop.Play(new CreateStack(Template("1").Build()));
        _world.Account.Settle();

        (result.Status, result.Took).ShouldBe((Status.CreateComplete, TimeSpan.Zero));
        result.Wire[0].Deliveries.Count.ShouldBe(2);
    }

    [Fact]
    public void ComesWithTheRetryWhenTheBucketWasOutOfOrder()
    {
        _world.Account.Bucket.Inject(ResponseBucketFault.InternalError, 2);

        var result = _world.Shop.Play(new CreateStack(Template("1").Build()));

        (result.Status, result.Took).ShouldBe((Status.CreateComplete, TimeSpan.FromMinutes(3)));
        result.Wire[0].Deliveries.Select(delivery => delivery.Status).ShouldBe([500, 500, 200]);
    }

    // copilot-cli#4868
    [Fact]
    public void IsWaitedForInVainWhenTheFunctionIsGone()
    {
        _world.Created(Template("1"));
        _world.Account.Remove(_world.Token);

        var update = _world.Shop.Play(new UpdateStack(Template("2").Build()));
        var deletion = _world.Shop.Play(new DeleteStack());

        update.Status.ShouldBe(Status.UpdateRollbackFailed);
        update.Events.ShouldContain(told => told.ResourceStatusReason != null && told.ResourceStatusReason.StartsWith($"Function not found: {_world.Token}", StringComparison.Ordinal));
        (deletion.Status, deletion.Took).ShouldBe((Status.DeleteFailed, TimeSpan.FromHours(1)));
    }

    TemplateBuilder Template(string value, params IEnumerable<(string Name, string Value)> others) =>
        new TemplateBuilder().Add("A", "Custom::Thing", _world.Custom(value, others));
}

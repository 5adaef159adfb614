using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>CloudFormation refuses it, forwards, and has nothing to take back
/// (https://advancedweb.hu/custom-resources-in-cloudformation-templates-lessons-learned/).</summary>
public sealed class AServiceTokenThatChanges
{
    readonly World _world = new();
    readonly ScriptedProvider _another;
    readonly string _token;

    public AServiceTokenThatChanges()
    {
        _another = new(_world.Account.Bucket, _world.Account.Time);
        _token = _world.Account.Deploy("another", _another.HandleAsync, TimeSpan.FromMinutes(15));
        _world.Created(Template("1", _world.Token));
    }

    [Fact]
    public void IsRefusedAndRolledBackWithoutAskingEitherFunction()
    {
        var result = _world.Shop.Play(new UpdateStack(Template("2", _token).Build()));

        World.Asked(result.Wire).ShouldBe("""
            0:00:00 Update A A-id 1->2
            0:00:00 Update A A-id 2->1
            """);
        World.Lines(result).ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
        $"{_world.Shop["B"]!.Properties["ServiceToken"]}".ShouldBe(_world.Token);
    }

    [Fact]
    public void LeavesTheDeleteToTheFunctionThatHasMadeTheResource()
    {
        _world.Shop.Play(new UpdateStack(Template("2", _token).Build()));

        var result = _world.Shop.Play(new DeleteStack());

        result.Status.ShouldBe(Status.DeleteComplete);
        result.Wire.ShouldAllBe(exchange => $"{exchange.Request.Properties["ServiceToken"]}" == _world.Token);
        _another.Runs.ShouldBeEmpty();
    }

    [Fact]
    public void LeavesNothingToAskForInTheNextUpdate()
    {
        _world.Shop.Play(new UpdateStack(Template("2", _token).Build()));

        var result = _world.Shop.Play(new UpdateStack(Template("3", _world.Token).Build()));

        result.Status.ShouldBe(Status.UpdateComplete);
        World.Asked(result.Wire).ShouldBe("0:00:00 Update A A-id 1->3");
    }

    [Fact]
    public void StopsAnOperationWithoutRollbackWhoseRollbackAsksNobody()
    {
        _world.Shop.Play(new UpdateStack(Template("1", _token).Build(), DisableRollback: true)).Status.ShouldBe(Status.UpdateFailed);
        _world.Shop.Play(new UpdateStack(Template("1", _token).Build(), DisableRollback: true)).Status.ShouldBe(Status.UpdateFailed);

        var result = _world.Shop.Play(new RollbackStack());

        result.Status.ShouldBe(Status.UpdateRollbackComplete);
        _world.Provider.Runs.ShouldBeEmpty();
        _another.Runs.ShouldBeEmpty();
    }

    // B, which another function is to answer for, after A.
    TemplateBuilder Template(string a, string token) => new TemplateBuilder()
        .Add("A", "Custom::Thing", _world.Custom(a))
        .Add("B", "Custom::Thing", new JsonObject { ["ServiceToken"] = token, ["In"] = "fixed" }, ("DependsOn", "A"));
}

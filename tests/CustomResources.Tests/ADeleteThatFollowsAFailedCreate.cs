using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class ADeleteThatFollowsAFailedCreate
{
    [Fact]
    public async Task IsAnsweredWithoutCallingTheResource()
    {
        var provider = new Provider(Thing.Throwing(new InvalidOperationException()));
        var created = await provider.SendAsync(Events.Create());
        var second = new Provider(provider.Thing);

        var answer = await second.SendAsync(Events.Delete(created.Id()));

        answer.Status().ShouldBe("SUCCESS");
        answer.Id().ShouldBe("lockstep:never-created");
        provider.Thing.Requests.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("ResourceProperties", "\"nonsense\"")]
    [InlineData("ResourceProperties", "null")]
    [InlineData("ResourceType", "\"Custom::Other\"")]
    [InlineData("StackId", "7")]
    public async Task IsAnsweredBeforeAnythingElseIsLookedAt(string member, string json)
    {
        var provider = new Provider();

        var answer = await provider.SendAsync(
            Events.Delete("lockstep:never-created").With(member, System.Text.Json.Nodes.JsonNode.Parse(json)));

        answer.Status().ShouldBe("SUCCESS");
        provider.Thing.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("done")]
    [InlineData("failed")]
    [InlineData("superseded")]
    [InlineData("not done yet")]
    [InlineData("thrown")]
    public async Task IsAnsweredSuccessAlsoWhereTheResourceHearsOfIt(string outcome)
    {
        var thing = outcome switch
        {
            "done" => Thing.Returning(Thing.Success("other")),
            "failed" => Thing.Returning(new Failed("no")),
            "superseded" => Thing.Returning(new Superseded("late")),
            "not done yet" => Thing.Returning(new Continue("")),
            _ => Thing.Throwing(new InvalidOperationException()),
        };
        var provider = new Provider(thing) { HearsOfNeverCreated = true };

        var answer = await provider.SendAsync(Events.Delete("lockstep:never-created"));

        answer.Status().ShouldBe("SUCCESS");
        answer.Id().ShouldBe("lockstep:never-created");
        thing.Requests.ShouldHaveSingleItem().ShouldBeOfType<DeleteRequest<ThingProperties>>().IsNeverCreated.ShouldBeTrue();
    }

    [Theory]
    [InlineData("ResourceType", "\"Custom::Other\"")]
    [InlineData("StackId", "7")]
    public async Task DoesNotReachAResourceThatHearsOfItWhereTheEventIsBroken(string member, string json)
    {
        var provider = new Provider { HearsOfNeverCreated = true };

        var answer = await provider.SendAsync(
            Events.Delete("lockstep:never-created").With(member, System.Text.Json.Nodes.JsonNode.Parse(json)));

        answer.Status().ShouldBe("SUCCESS");
        provider.Thing.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReachesTheResourceWhenTheCreateGaveAnId()
    {
        var thing = Thing.Returning(new Failed("half") { PhysicalResourceId = "half-made" });
        var created = await new Provider(thing).SendAsync(Events.Create());
        var provider = new Provider(thing);

        await provider.SendAsync(Events.Delete(created.Id()));

        thing.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task ReachesTheResourceWhenTheCreateMayHaveMadeSomething()
    {
        var thing = Thing.Returning(new Failed("half") { MayBeHalfMade = true });
        var created = await new Provider(thing).SendAsync(Events.Create());

        await new Provider(thing).SendAsync(Events.Delete(created.Id()));
        await new Provider(thing).SendAsync(Events.Delete("made-up"));

        thing.Requests.OfType<DeleteRequest<ThingProperties>>().Select(request => request.FailedCreate)
            .ShouldBe([Events.RequestId, null]);
    }
}

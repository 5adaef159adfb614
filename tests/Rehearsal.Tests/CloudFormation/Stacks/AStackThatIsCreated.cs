using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.Tests.CloudFormation.Stacks;

public sealed class AStackThatIsCreated
{
    readonly Rehearsed _shop = new();

    [Fact]
    public async Task AsksDependenciesFirst()
    {
        await _shop.CreateAsync(Rehearsed.Template("1"));

        _shop.NewEvents().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
        _shop.Stack.Find("B")!.Properties.ToJsonString().ShouldBe("""{"From":"1","In":"fixed"}""");
    }

    [Fact]
    public async Task DeletesEverythingAfterAFailureAlsoWhatFailed()
    {
        _shop.Actors.On(RequestKind.Create, "B", new ResourceFailed("no room", "half-made"));

        await _shop.CreateAsync(Rehearsed.Template("1"));

        _shop.NewEvents().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
        _shop.Actors.Asked.ShouldBe(["Create A", "Create B", "Delete B", "Delete A"]);
        _shop.Actors.Requests[2].PhysicalId.ShouldBe("half-made");
    }

    // remind101/empire#918
    [Fact]
    public async Task InventsAnIdForACustomResourceThatGaveNone()
    {
        _shop.Actors.On(RequestKind.Create, "A", new ResourceFailed("Invalid PhysicalResourceId"));

        await _shop.CreateAsync(Rehearsed.Template("1"));

        _shop.Actors.Asked.ShouldBe(["Create A", "Delete A"]);
        _shop.Actors.Requests[1].PhysicalId!.ShouldMatch("^shop-A-[A-Z0-9]{12}$");
        _shop.Stack.Status.ShouldBe(Status.RollbackComplete);
    }

    [Fact]
    public async Task AsksNothingMoreOfAResourceOfAwsThatGaveNoId()
    {
        _shop.Actors.On(RequestKind.Create, "B", new ResourceFailed("no room"));

        await _shop.CreateAsync(Rehearsed.Template("1"));

        _shop.Actors.Asked.ShouldBe(["Create A", "Create B", "Delete A"]);
    }

    // aws-cdk#29949
    [Fact]
    public async Task FailsWhereAnAttributeIsMissing()
    {
        _shop.Actors.On(RequestKind.Create, "A", Actors.Ready("a"));

        await _shop.CreateAsync(Rehearsed.Template("1"));

        _shop.NewEvents().ShouldContain(
            "CREATE_FAILED B [] CustomResource attribute error: Vendor response doesn't contain Out key in object "
            + "STACK|A|request-1 in S3 bucket cloudformation-custom-resource-storage-euwest1");
        _shop.Actors.Asked.ShouldBe(["Create A", "Delete A"]);
        _shop.Stack.Status.ShouldBe(Status.RollbackComplete);
    }

    [Fact]
    public async Task EndsInRollbackFailedWhenADeleteFailsToo()
    {
        _shop.Actors.On(RequestKind.Create, "C", new ResourceFailed("no")).On(RequestKind.Delete, "B", new ResourceFailed("stays"));

        await _shop.CreateAsync(Rehearsed.Template("1"));

        _shop.NewEvents().ShouldEndWith("""
            DELETE_IN_PROGRESS B [B-id]
            DELETE_FAILED B [B-id] stays
            ROLLBACK_FAILED shop [] The following resource(s) failed to delete: [B].
            """);
    }

    [Fact]
    public async Task IsRefusedWhenTheStackIsThere()
    {
        await _shop.CreateAsync(Rehearsed.Template("1"));

        (await Should.ThrowAsync<StackOperationException>(_shop.CreateAsync(Rehearsed.Template("1"))))
            .Message.ShouldBe("Stack [shop] already exists");
    }

    [Fact]
    public async Task IsRefusedForATypeThatNothingStandsInFor()
    {
        var template = StackTemplate.Parse("""{ "Resources": { "Queue": { "Type": "Test::Unknown" } } }""");

        (await Should.ThrowAsync<TemplateException>(_shop.CreateAsync(template)))
            .Message.ShouldBe("Queue: Test::Unknown is not supported by the rehearsal.");
        _shop.Stack.Status.ShouldBeEmpty();
    }
}

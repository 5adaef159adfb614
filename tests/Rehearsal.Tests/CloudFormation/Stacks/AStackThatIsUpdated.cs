using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.Tests.CloudFormation.Stacks;

public sealed class AStackThatIsUpdated
{
    [Fact]
    public async Task AsksOnlyWhoseOwnPropertiesChanged()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));

        await shop.UpdateAsync(Rehearsed.Template("1", c: "other"));

        shop.Actors.Asked.ShouldBe(["Update C"]);
        shop.Actors.Requests[0].OldProperties!.ToJsonString().ShouldBe("""{"In":"fixed"}""");
        shop.Actors.Requests[0].Properties.ToJsonString().ShouldBe("""{"In":"other"}""");
    }

    [Fact]
    public async Task AsksWhoTakesAnAttributeThatChanged()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));

        await shop.UpdateAsync(Rehearsed.Template("2"));

        shop.Actors.Asked.ShouldBe(["Update A", "Update B"]);
        shop.NewEvents().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public async Task IsRefusedWhenNothingChanges()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));

        (await Should.ThrowAsync<StackOperationException>(shop.UpdateAsync(Rehearsed.Template("1"))))
            .Message.ShouldBe("No updates are to be performed.");
        shop.Stack.Status.ShouldBe(Status.CreateComplete);
    }

    [Fact]
    public async Task DeletesInTheCleanupWhatWasReplacedWithItsOwnIdAndProperties()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));
        shop.Actors.On(RequestKind.Update, "A", Actors.Ready("another", ("Out", "2")));

        await shop.UpdateAsync(Rehearsed.Template("2"));

        shop.NewEvents().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
        shop.Actors.Asked.ShouldBe(["Update A", "Update B", "Delete A"]);
        shop.Actors.Requests[2].PhysicalId.ShouldBe("A-id");
        shop.Actors.Requests[2].Properties.ToJsonString().ShouldBe("""{"In":"1"}""");
        shop.Stack.Find("A")!.PhysicalId.ShouldBe("another");
    }

    [Fact]
    public async Task CreatesWhatIsNewAndDeletesInTheCleanupWhatIsGone()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));

        await shop.UpdateAsync(StackTemplate.Parse("""
            { "Resources": {
              "A": { "Type": "Custom::Thing", "Properties": { "In": "1" } },
              "D": { "Type": "Test::Thing", "Properties": { "In": { "Ref": "A" } } } } }
            """));

        shop.Actors.Asked.ShouldBe(["Create D", "Delete C", "Delete B"]);
        shop.Stack.Find("B").ShouldBeNull();
        shop.Stack.Find("D")!.Attributes["Out"].ShouldBe("A-id");
    }

    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
    [Fact]
    public async Task ForgetsAfterThreeTriesWhatCannotBeDeleted()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));
        shop.Actors.On(RequestKind.Update, "A", Actors.Ready("another", ("Out", "2")));
        for (var tries = 0; tries < 4; tries++)
        {
            shop.Actors.On(RequestKind.Delete, "A", new ResourceFailed("in use"));
        }

        await shop.UpdateAsync(Rehearsed.Template("2"));

        shop.Actors.Asked.Count(asked => asked == "Delete A").ShouldBe(3);
        shop.NewEvents().ShouldEndWith(
            "UPDATE_COMPLETE shop [] Update successful. One or more resources could not be deleted.");
    }

    [Fact]
    public async Task IsRefusedForAResourceOfAnotherType()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));

        (await Should.ThrowAsync<StackOperationException>(
            shop.UpdateAsync(StackTemplate.Parse("""{ "Resources": { "A": { "Type": "Test::Thing" } } }"""))))
            .Message.ShouldEndWith("of the following resources: [A]");
    }

    [Fact]
    public async Task IsRefusedBeforeThereIsAStack()
    {
        var shop = new Rehearsed();

        (await Should.ThrowAsync<StackOperationException>(shop.UpdateAsync(Rehearsed.Template("1"))))
            .Message.ShouldEndWith("can not be updated.");
    }
}

using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Tests.CloudFormation.Stacks;

public sealed class AStackThatIsDeleted
{
    [Fact]
    public async Task AsksDependentsFirst()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));

        await shop.DeleteAsync();

        shop.NewEvents().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
        shop.Actors.Requests.ShouldAllBe(request => request.OldProperties == null && request.PhysicalId == $"{request.LogicalId}-id");
    }

    [Fact]
    public async Task LeavesAloneWhatSomethingUndeletableDependsOnAndAsksOnlyTheRestAgain()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));
        shop.Actors.On(RequestKind.Delete, "B", new ResourceFailed("in use"));

        await shop.DeleteAsync();

        shop.Actors.Asked.ShouldBe(["Delete C", "Delete B"]);
        shop.NewEvents().ShouldEndWith("DELETE_FAILED shop [] The following resource(s) failed to delete: [B].");

        shop.Actors.Requests.Clear();
        await shop.DeleteAsync();

        shop.Actors.Asked.ShouldBe(["Delete B", "Delete A"]);
        shop.Stack.Status.ShouldBe(Status.DeleteComplete);
    }

    [Fact]
    public async Task IsRefusedWhenItIsGone()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));
        await shop.DeleteAsync();

        (await Should.ThrowAsync<StackOperationException>(shop.DeleteAsync())).Message.ShouldBe("Stack with id shop does not exist");
    }
}

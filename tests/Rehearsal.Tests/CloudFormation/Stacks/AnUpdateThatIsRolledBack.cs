using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.Tests.CloudFormation.Stacks;

public sealed class AnUpdateThatIsRolledBack
{
    // aws-cdk PR#29581
    [Fact]
    public async Task SendsTheSwappedUpdateToWhomeverGotTheForwardOne()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));
        shop.Actors.On(RequestKind.Update, "B", new ResourceFailed("no"));

        await shop.UpdateAsync(Rehearsed.Template("2", c: "never reached"));

        shop.Actors.Asked.ShouldBe(["Update A", "Update B", "Update A", "Update B"]);
        var back = shop.Actors.Requests[2];
        (back.Properties.ToJsonString(), back.OldProperties!.ToJsonString()).ShouldBe(("""{"In":"1"}""", """{"In":"2"}"""));
        shop.Actors.Requests[3].OldProperties!.ToJsonString().ShouldBe("""{"From":"2","In":"fixed"}""");
        shop.NewEvents().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Theory]
    [InlineData(RollbackOrder.FunctionFirst, "Update F, Update M, Update F, Update M")]
    [InlineData(RollbackOrder.ResourceFirst, "Update F, Update M, Update M, Update F")]
    public async Task KeepsTheOrderOfAnUpdateOrPutsCustomResourcesFirst(RollbackOrder order, string asked)
    {
        var shop = await new Rehearsed().CreatedAsync(Function("1"));
        shop.Actors.On(RequestKind.Update, "M", new ResourceFailed("no"));

        shop.Stack.Switches = Switches.Default with { RollbackOrder = order };
        await shop.UpdateAsync(Function("2"));

        string.Join(", ", shop.Actors.Asked).ShouldBe(asked);
        shop.Stack.Status.ShouldBe(Status.UpdateRollbackComplete);

        static StackTemplate Function(string code) => StackTemplate.Parse($$"""
            { "Resources": {
              "F": { "Type": "Test::Function", "Properties": { "In": "{{code}}" } },
              "M": { "Type": "Custom::Thing", "Properties": { "ServiceToken": { "Ref": "F" }, "In": "{{code}}" } } } }
            """);
    }

    [Fact]
    public async Task DeletesInTheCleanupWhatTheUpdateCreated()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));
        shop.Actors.On(RequestKind.Create, "E", new ResourceFailed("no", "half-made"));

        await shop.UpdateAsync(StackTemplate.Parse("""
            { "Resources": {
              "A": { "Type": "Custom::Thing", "Properties": { "In": "1" } },
              "D": { "Type": "Test::Thing" },
              "E": { "Type": "Test::Thing", "DependsOn": ["D"] } } }
            """));

        shop.Actors.Asked.ShouldBe(["Create D", "Create E", "Delete E", "Delete D"]);
        shop.NewEvents().ShouldContain("UPDATE_ROLLBACK_IN_PROGRESS shop [] The following resource(s) failed to create: [E].");
        shop.Stack.Find("B").ShouldNotBeNull();
    }

    // aws-cdk#13527, aws-cdk#30012
    [Fact]
    public async Task GoesByTheIdOfAFailedAnswer()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));
        shop.Actors.On(RequestKind.Update, "A", new ResourceFailed("no", "a log stream"))
            .On(RequestKind.Update, "A", Actors.Ready("A-id", ("Out", "1")));

        await shop.UpdateAsync(Rehearsed.Template("2"));

        shop.Actors.Requests[1].PhysicalId.ShouldBe("a log stream");
        shop.Actors.Asked.ShouldBe(["Update A", "Update A", "Delete A"]);
        shop.Actors.Requests[2].PhysicalId.ShouldBe("a log stream");
    }

    [Theory]
    [InlineData("A-id", "another")]
    [InlineData("another", "A-id")]
    [InlineData("a third", "A-id, another")]
    public async Task DeletesWhicheverCopyIsNotKeptAfterAReplacement(string kept, string deleted)
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));
        shop.Actors.On(RequestKind.Update, "A", Actors.Ready("another", ("Out", "2"))).On(RequestKind.Update, "B", new ResourceFailed("no"))
            .On(RequestKind.Update, "A", Actors.Ready(kept, ("Out", "1")));

        await shop.UpdateAsync(Rehearsed.Template("2"));

        shop.Stack.Find("A")!.PhysicalId.ShouldBe(kept);
        string.Join(", ", shop.Actors.Requests.Where(request => request.Kind == RequestKind.Delete).Select(request => request.PhysicalId))
            .ShouldBe(deleted);
    }

    [Fact]
    public async Task IsStuckWhenTheSwappedUpdateFailsUntilItIsContinued()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));
        shop.Actors.On(RequestKind.Update, "B", new ResourceFailed("no")).On(RequestKind.Update, "B", new ResourceFailed("stuck"));

        await shop.UpdateAsync(Rehearsed.Template("2"));

        shop.NewEvents().ShouldEndWith("UPDATE_ROLLBACK_FAILED shop [] The following resource(s) failed to update: [B].");
        await Should.ThrowAsync<StackOperationException>(shop.UpdateAsync(Rehearsed.Template("3")));

        shop.Actors.Requests.Clear();
        await shop.ContinueAsync();

        shop.Actors.Asked.ShouldBe(["Update B"]);
        shop.Actors.Requests[0].OldProperties!["From"]!.GetValue<string>().ShouldBe("2");
        shop.Stack.Status.ShouldBe(Status.UpdateRollbackComplete);
    }

    [Fact]
    public async Task IsBegunAlsoWhereAnAttributeIsMissing()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));
        shop.Actors.On(RequestKind.Update, "A", Actors.Ready("A-id"));

        await shop.UpdateAsync(Rehearsed.Template("2"));

        shop.Actors.Asked.ShouldBe(["Update A", "Update A"]);
        shop.NewEvents().ShouldContain("UPDATE_FAILED B [B-id] CustomResource attribute error");
    }

    [Fact]
    public async Task IsStuckWhereAnAttributeIsMissingUntilThatIsSkipped()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));
        shop.Actors.On(RequestKind.Update, "C", new ResourceFailed("no"))
            .On(RequestKind.Update, "A", Actors.Ready("A-id", ("Out", "2"))).On(RequestKind.Update, "A", Actors.Ready("A-id"));

        await shop.UpdateAsync(Rehearsed.Template("2", c: "other"));

        shop.Stack.Status.ShouldBe(Status.UpdateRollbackFailed);
        await shop.ContinueAsync("B");
        shop.Stack.Status.ShouldBe(Status.UpdateRollbackComplete);
    }

    [Fact]
    public async Task LeavesTimeForWhatHappensBetweenTwoResources()
    {
        var shop = await new Rehearsed().CreatedAsync(Rehearsed.Template("1"));
        var seen = new List<int>();
        shop.Observe = told =>
        {
            seen.Add(told is { LogicalResourceId: "A", ResourceStatus: Status.UpdateComplete } ? shop.Actors.Requests.Count : 0);
            return Task.CompletedTask;
        };

        await shop.UpdateAsync(Rehearsed.Template("2"));

        seen.Max().ShouldBe(1);
    }
}

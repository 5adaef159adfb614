using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>What a stack takes in each status in which an operation may end
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-describing-stacks.html).</summary>
public sealed class AStackAtRest
{
    [Theory]
    [InlineData("", "Create")]
    [InlineData(Status.CreateComplete, "Update, Update without rollback, Delete")]
    [InlineData(Status.CreateFailed, "Update without rollback, Roll back, Delete")]
    [InlineData(Status.RollbackComplete, "Delete")]
    [InlineData(Status.RollbackFailed, "Delete")]
    [InlineData(Status.UpdateComplete, "Update, Update without rollback, Delete")]
    [InlineData(Status.UpdateFailed, "Update without rollback, Roll back, Delete")]
    [InlineData(Status.UpdateRollbackComplete, "Update, Update without rollback, Delete")]
    [InlineData(Status.UpdateRollbackFailed, "Continue, Delete")]
    [InlineData(Status.DeleteFailed, "Delete")]
    [InlineData(Status.DeleteComplete, "")]
    public void TakesTheseOperationsAndNoOther(string status, string operations) =>
        string.Join(", ", Operations(new()).Keys.Where(name => IsTaken(In(status), name))).ShouldBe(operations);

    [Theory]
    [InlineData(Status.CreateFailed)]
    [InlineData(Status.RollbackFailed)]
    [InlineData(Status.UpdateFailed)]
    [InlineData(Status.UpdateRollbackFailed)]
    public void CanBeDeletedAlsoAfterAFailure(string status)
    {
        var world = In(status);
        world.Provider.Answer = ScriptedProvider.Success;

        var result = world.Shop.Play(new DeleteStack());

        result.Status.ShouldBe(Status.DeleteComplete);
        result.Wire.Select(exchange => $"{exchange.Request.Kind} {exchange.Request.LogicalId}").ShouldBe(["Delete A"]);
        world.Shop["A"].ShouldBeNull();
    }

    static bool IsTaken(World world, string operation) => world.Shop.Play(Operations(world)[operation]).Refusal is null;

    static Dictionary<string, StackOperation> Operations(World world) => new(StringComparer.Ordinal)
    {
        ["Create"] = Create(world, "another"),
        ["Update"] = Update(world, "another"),
        ["Update without rollback"] = Update(world, "another", disableRollback: true),
        ["Roll back"] = new RollbackStack(),
        ["Continue"] = new ContinueUpdateRollback(),
        ["Delete"] = new DeleteStack(),
    };

    static World In(string status)
    {
        var world = new World();
        world.Provider.Answer = request => $"{request["ResourceProperties"]!["In"]}".Contains($"{request["RequestType"]}", StringComparison.Ordinal)
            ? ScriptedProvider.Failure(request, "as its property says")
            : ScriptedProvider.Success(request);
        foreach (var operation in WayTo(status, world))
        {
            world.Shop.Play(operation).Refusal.ShouldBeNull();
        }

        world.Shop.Status.ShouldBe(status);
        return world;
    }

    // A's property names the requests that fail.
    static IEnumerable<StackOperation> WayTo(string status, World world) => status switch
    {
        "" => [],
        Status.CreateFailed => [Create(world, "Create", disableRollback: true)],
        Status.RollbackComplete => [Create(world, "Create")],
        Status.RollbackFailed => [Create(world, "Create, Delete")],
        Status.UpdateComplete => [Create(world, "1"), Update(world, "2")],
        Status.UpdateFailed => [Create(world, "1"), Update(world, "Update", disableRollback: true)],
        Status.UpdateRollbackComplete => [Create(world, "1"), Update(world, "Update")],
        Status.UpdateRollbackFailed => [Create(world, "Update"), Update(world, "Update as well")],
        Status.DeleteFailed => [Create(world, "Delete"), new DeleteStack()],
        Status.DeleteComplete => [Create(world, "1"), new DeleteStack()],
        _ => [Create(world, "1")],
    };

    static CreateStack Create(World world, string a, bool disableRollback = false) =>
        new(new TemplateBuilder().Add("A", "Custom::Thing", world.Custom(a)).Build(), disableRollback);

    static UpdateStack Update(World world, string a, bool disableRollback = false) =>
        new(new TemplateBuilder().Add("A", "Custom::Thing", world.Custom(a)).Build(), disableRollback);
}

using System.Text.Json;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Measuring;

public sealed class ADeploymentInNumbers(SharedPostgres postgres)
{
    static readonly (string, string) WithoutDown = ("0005_create_carts.sql", "CREATE TABLE carts (id int)");

    [Fact]
    public async Task StandsOnTheLinesThatTellOfIt()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await stack.UpdateAsync(Shop.Old(), TestStack.Revision(2));
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(3));
        await stack.RollBackAsync(Shop.Old(), TestStack.Revision(3), TestStack.Revision(2));
        await stack.UpdateAsync(Shop.Old().And(("0003_wrong.sql", "CREATE TALBE x ()")), TestStack.Revision(4));
        await stack.RollBackAsync(Shop.Old(), TestStack.Revision(4), TestStack.Revision(2));
        await stack.UpdateAsync(Shop.New().And(WithoutDown), TestStack.Revision(5));
        await stack.RollBackAsync(Shop.Old(), TestStack.Revision(5), TestStack.Revision(2));

        string.Join('\n', Measured(stack).Select(Shown))
            .ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public async Task IsNotCountedAgainWhenItsAnswerIsGivenAgain()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var create = stack.Event("Create", TestStack.Revision(1));

        await stack.SendAsync(Shop.Old(), create);
        await stack.SendAsync(Shop.Old(), create);

        Measured(stack).Count(line => line.TryGetProperty("Deployments", out _)).ShouldBe(1);
    }

    [Fact]
    public async Task IsCountedOnceWhenTheReplyToItsCommitIsLost()
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (_, proxy, stack) = shop;
        var cut = proxy.DropReplyToCommit(CutStyle.Reset);

        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2))).ShouldSucceed();

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        Measured(stack).Count(line => line.TryGetProperty("Deployments", out _)).ShouldBe(2);
    }

    [Fact]
    public async Task CountsAKeptRollbackOnceThoughABrokenLinkHasItTriedAgain()
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (_, proxy, stack) = shop;
        await stack.UpdateAsync(Shop.New().And(WithoutDown), TestStack.Revision(2));
        var cut = proxy.CutBefore(_ => Said(stack) > 0, CutStyle.Reset);

        (await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1))).ShouldSucceed();

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        Said(stack).ShouldBeGreaterThan(1);
        Measured(stack).Count(line => line.TryGetProperty("RollbackNotReverted", out _)).ShouldBe(1);
    }

    static int Said(TestStack stack) => stack.Log.Text.Split("\"The rollback kept what it could not revert").Length - 1;

    static List<JsonElement> Measured(TestStack stack) =>
    [
        .. stack.Log.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            .Where(line => line.TryGetProperty("_aws", out _)),
    ];

    // How long it took differs from run to run.
    static string Shown(JsonElement line)
    {
        var metrics = line.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0].GetProperty("Metrics").EnumerateArray()
            .Select(metric => (Name: metric.GetProperty("Name").GetString()!, Unit: metric.GetProperty("Unit").GetString()))
            .Select(metric => $"{metric.Name} {(metric.Name == "Duration" ? "…" : line.GetProperty(metric.Name))} {metric.Unit}");
        return $"{line.GetProperty("level")} {line.GetProperty("message").GetString()!.Split(" after ")[0].Split(':')[0]}: "
            + string.Join(", ", metrics);
    }
}

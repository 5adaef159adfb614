using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Roles;

/// <summary>Under each request of a role, at one message after the other.</summary>
public sealed class ALinkThatBreaksAnywhereUnderARole(RolesPostgres postgres)
{
    const string Reads = "shop: Read";
    const string Writes = "shop: Read Write";

    [Fact]
    public async Task LeavesItMade() => (await SweepAsync(async (scene, stack, arm) =>
    {
        var cut = arm();
        var answer = await stack.CreateAsync(RoleScene.Image, scene.Properties(Writes));
        return (cut, answer, await scene.TryAsync("DELETE FROM shop.customers"));
    })).ShouldAllBe(outcome => outcome.StartsWith("SUCCESS ok ", StringComparison.Ordinal));

    [Fact]
    public async Task LeavesItWithItsNewRights() => (await SweepAsync(async (scene, stack, arm) =>
    {
        (await stack.CreateAsync(RoleScene.Image, scene.Properties(Writes))).ShouldSucceed();
        var cut = arm();
        var answer = await stack.UpdateAsync(RoleScene.Image, scene.Properties(Reads));
        return (cut, answer, await scene.TryAsync("DELETE FROM shop.customers"));
    })).ShouldAllBe(outcome => outcome.StartsWith("SUCCESS 42501 ", StringComparison.Ordinal));

    [Fact]
    public async Task LeavesItWithItsFormerRightsAfterARollback() => (await SweepAsync(async (scene, stack, arm) =>
    {
        (await stack.CreateAsync(RoleScene.Image, scene.Properties(Writes))).ShouldSucceed();
        (await stack.UpdateAsync(RoleScene.Image, scene.Properties(Reads))).ShouldSucceed();
        var cut = arm();
        var answer = await stack.RollBackAsync(RoleScene.Image, scene.Properties(Reads), scene.Properties(Writes));
        return (cut, answer, await scene.TryAsync("DELETE FROM shop.customers"));
    })).ShouldAllBe(outcome => outcome.StartsWith("SUCCESS ok ", StringComparison.Ordinal));

    [Fact]
    public async Task LeavesItDropped() => (await SweepAsync(async (scene, stack, arm) =>
    {
        (await stack.CreateAsync(RoleScene.Image, scene.Properties(Writes))).ShouldSucceed();
        var cut = arm();
        var answer = await stack.DeleteAsync(RoleScene.Image);
        return (cut, answer, await scene.ExistsAsync() ? "there" : "gone");
    })).ShouldAllBe(outcome => outcome.StartsWith("SUCCESS gone ", StringComparison.Ordinal));

    async Task<IReadOnlyCollection<string>> SweepAsync(
        Func<RoleScene, TestStack, Func<ArmedCut>, Task<(ArmedCut Cut, Answer Answer, string Outcome)>> playAsync)
    {
        var server = await postgres.ServerAsync();
        return await new LinkSweep(server, CutStyle.Reset).RunAsync(
            async (proxy, arm) =>
            {
                using var scene = await RoleScene.StartAsync(server);
                using var stack = scene.NewStack("ApiRole", connection: proxy.Through(scene.Database.As(scene.Migrator)));
                var (cut, answer, outcome) = await playAsync(scene, stack, arm);
                return (cut, $"{answer.Status} {outcome} {answer.Reason}");
            },
            messages: 40);
    }
}

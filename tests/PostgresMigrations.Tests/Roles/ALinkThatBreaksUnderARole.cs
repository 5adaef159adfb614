using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Roles;

public sealed class ALinkThatBreaksUnderARole(RolesPostgres postgres)
{
    [Theory]
    [InlineData(CutStyle.Reset)]
    [InlineData(CutStyle.Close)]
    public async Task IsMadeAgainWhenTheReplyToCommitWasLost(CutStyle style)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await using var proxy = FaultProxy.Start(scene.Server.Host, scene.Server.Port, TimeProvider.System);
        using var stack = scene.NewStack("ApiRole", connection: proxy.Through(scene.Database.As(scene.Migrator)));
        var create = proxy.DropReplyToCommit(style);
        (await stack.CreateAsync(RoleScene.Image, scene.Properties("shop: Read Write"))).ShouldSucceed();
        create.Happened.IsCompletedSuccessfully.ShouldBeTrue();

        var update = proxy.DropReplyToCommit(style);
        (await stack.UpdateAsync(RoleScene.Image, scene.Properties("shop: Read"))).ShouldSucceed();
        update.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        (await scene.TryAsync("DELETE FROM shop.customers")).ShouldBe("42501");

        (await stack.RollBackAsync(RoleScene.Image, scene.Properties("shop: Read"), scene.Properties("shop: Read Write")))
            .Reason.ShouldBeNull();
        (await scene.TryAsync("DELETE FROM shop.customers")).ShouldBe("ok");

        var delete = proxy.DropReplyToCommit(style);
        (await stack.DeleteAsync(RoleScene.Image)).ShouldSucceed();
        delete.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task IsMadeAgainAndTheTransactionRunAsAWhole()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await using var proxy = FaultProxy.Start(scene.Server.Host, scene.Server.Port, TimeProvider.System);
        using var stack = scene.NewStack("ApiRole", connection: proxy.Through(scene.Database.As(scene.Migrator)));
        var cut = proxy.CutBefore(
            message => message.Name == "CommandComplete" && message.Text?.StartsWith("DO", StringComparison.Ordinal) == true,
            CutStyle.Reset);

        (await stack.CreateAsync(RoleScene.Image, scene.Properties("shop: Read"))).ShouldSucceed();

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }
}

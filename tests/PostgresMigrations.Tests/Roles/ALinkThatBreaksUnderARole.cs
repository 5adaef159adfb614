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

    // It said that it was never created, and the role stayed.
    [Fact]
    public async Task ForGoodBehindTheCommitOfACreateHasItsDeleteTakeTheRoleBack()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await using var proxy = FaultProxy.Start(scene.Server.Host, scene.Server.Port, TimeProvider.System);
        using var stack = scene.NewStack("ApiRole", connection: proxy.Through(scene.Database.As(scene.Migrator)), timeout: 9);
        proxy.CutBefore(
            message =>
            {
                var isIt = message is { Name: "CommandComplete", Text: "COMMIT" };
                if (isIt)
                {
                    proxy.RefuseConnections();
                }

                return isIt;
            },
            CutStyle.Reset);

        var failed = await stack.CreateAsync(RoleScene.Image, scene.Properties("shop: Read"));
        failed.Status.ShouldBe("FAILED");
        failed.Reason!.ShouldEndWith(
            "What this Create had committed, if anything, is taken back by the Delete that follows.");
        failed.PhysicalResourceId.ShouldStartWith("lockstep:unknown/");
        (await scene.ExistsAsync()).ShouldBeTrue();
        proxy.AcceptConnections();

        (await stack.DeleteAsync(RoleScene.Image)).ShouldSucceed();
        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    // Whether the statement's end is waited for to the end, or its cancelling is given up before.
    [Theory]
    [InlineData(6)]
    [InlineData(15)]
    public async Task AndSaysNothingAnyMoreIsNoFailureOfADelete(int timeout)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await using var proxy = FaultProxy.Start(scene.Server.Host, scene.Server.Port, TimeProvider.System);
        using var stack = scene.NewStack(
            "ApiRole", connection: proxy.Through(scene.Database.As(scene.Migrator)), timeout: timeout);
        (await stack.CreateAsync(RoleScene.Image, scene.Properties("shop: Read"))).ShouldSucceed();
        proxy.CutBefore(message => message is { Name: "CommandComplete", Text: "DROP ROLE" }, CutStyle.BlackHole);

        var answer = await stack.DeleteAsync(RoleScene.Image);

        answer.ShouldSucceed();
        answer.Reason!.ShouldStartWith($"Whether role \"{scene.Role}\" was dropped is not known: ");
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

    // Npgsql gave the error, closed the connection, and called the next BEGIN an invalid operation: that was the answer.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BehindAnErrorOfTheServerIsALinkThatBroke(bool isDelete)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await using var proxy = FaultProxy.Start(scene.Server.Host, scene.Server.Port, TimeProvider.System);
        using var stack = scene.NewStack("ApiRole", connection: proxy.Through(scene.Database.As(scene.Migrator)));
        var (before, after) = (scene.Properties("shop: Read"), scene.Properties("shop: Read Write"));
        (await stack.CreateAsync(RoleScene.Image, before)).ShouldSucceed();
        (await stack.UpdateAsync(RoleScene.Image, after)).ShouldSucceed();
        await using var somebody = await new TestDatabase(scene.Database.As(scene.Migrator)).SessionAsync(
            "BEGIN; GRANT SELECT ON shop.customers TO PUBLIC");
        var isError = false;
        var cut = proxy.CutBefore(
            message =>
            {
                isError |= message.Name == "ErrorResponse";
                return isError && message.Name == "ReadyForQuery";
            },
            CutStyle.Close);

        var work = isDelete ? stack.DeleteAsync(RoleScene.Image) : stack.RollBackAsync(RoleScene.Image, after, before);
        await scene.Database.UntilAsync(
            "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'lockstep' "
                + "AND datname = current_database() AND wait_event_type = 'Lock'");
        await TestDatabase.ExecuteAsync(somebody, "COMMIT");
        var answer = await work;

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await scene.ExistsAsync()).ShouldBe(!isDelete);
    }
}

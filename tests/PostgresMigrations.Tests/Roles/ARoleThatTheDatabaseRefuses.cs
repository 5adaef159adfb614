using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Roles;

public sealed class ARoleThatTheDatabaseRefuses(RolesPostgres postgres)
{
    [Fact]
    public async Task IsAnsweredWithWhatWasToBeDoneAndTheRemedy()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        await scene.GuardRightsAsync("RAISE 'could not extend file' USING ERRCODE = 'disk_full';");

        (await scene.UpdateAsync("shop: Write")).ShouldFail(
            $"Role \"{scene.Role}\" was not changed: 53100 could not extend file. "
                + "The server's disk is full: give it more storage, then deploy again.");
        (await scene.DeleteAsync()).ShouldFail(
            $"Role \"{scene.Role}\" was not dropped: 53100 could not extend file. The server's disk is full");
    }

    [Fact]
    public async Task ForItIsAMemberOfTheMigratorIsAnsweredWithTheMembership()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        Assert.SkipWhen(scene.Server.Version.Major >= 16, "since PostgreSQL 16 the migrator is a member of it");
        await scene.CreateAsync("shop: Read");
        await scene.Database.ExecuteAsync($"GRANT {scene.Migrator.Name} TO {scene.Role}");

        (await scene.DeleteAsync()).ShouldFail(
            $"Role \"{scene.Role}\" was not dropped: role \"{scene.Role}\" is a member of role \"{scene.Migrator.Name}\". "
                + "REVOKE that membership, as who granted it; then delete again.");

        await scene.Database.ExecuteAsync($"REVOKE {scene.Migrator.Name} FROM {scene.Role}");
        (await scene.DeleteAsync()).Reason.ShouldBeNull();
    }

    // RDS says so where rds.restrict_password_commands is on.
    [Fact]
    public async Task APasswordIsAnsweredWithTheRoleThatMaySetOne()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.GuardRightsAsync(
            "RAISE 'must be a member of rds_password to alter passwords' USING ERRCODE = 'insufficient_privilege';");

        var answer = await scene.CreateAsync("shop: Read");

        answer.ShouldFail(
            "was not changed: must be a member of rds_password to alter passwords. GRANT rds_password TO the migrator");
        answer.Reason!.ShouldNotContain("CREATEROLE");
    }
}

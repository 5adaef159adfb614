using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Roles;

public sealed class ALockInTheWayOfARole(RolesPostgres postgres)
{
    const int Key = 7;

    // Given up after twenty tries, with twelve minutes left: a rollback left the rights as they were, a Delete failed.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IsWaitedForLongerThanTwentyTries(bool isDelete)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var clock = new LeapingClock();
        using var stack = scene.NewStack("ApiRole", timeout: 900, clock: clock);
        var work = await BeginAsync(
            scene, stack, isDelete,
            $"""
            IF NOT pg_try_advisory_xact_lock({Key}) THEN
              RAISE 'canceling statement due to lock timeout' USING ERRCODE = 'lock_not_available';
            END IF;
            """);
        await using var somebody = await scene.Database.LockAsync(Key);

        var working = work();
        for (var attempt = 1; attempt <= 21; attempt++)
        {
            await stack.Log.UntilItSaysAsync($"is tried again after attempt {attempt}:", working);
            clock.Leap(TimeSpan.FromSeconds(2));
        }

        await somebody.CloseAsync();
        var answer = await working;

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await scene.ExistsAsync()).ShouldBe(!isDelete);
        (await scene.TryAsync("DELETE FROM shop.customers")).ShouldBe(isDelete ? "28P01" : "42501");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IsSaidWithWhoHeldItWhenTimeIsOver(bool isDelete)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        using var stack = scene.NewStack("ApiRole", clock: new LeapingClock());
        var work = await BeginAsync(
            scene, stack, isDelete,
            $"""
            IF nextval('public.tries') = 1 THEN
              RAISE 'canceling statement due to lock timeout' USING ERRCODE = 'lock_not_available';
            END IF;
            PERFORM pg_advisory_xact_lock({Key});
            """);
        await using var somebody = await scene.Database.LockAsync(Key);

        var working = work();
        await scene.Database.UntilSomebodyWaitsForAsync(Key);
        var since = await scene.Database.ValueAsync("SELECT clock_timestamp()::text");
        await scene.Database.UntilAsync(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'lockstep' AND state = 'idle' "
                + $"AND datname = current_database() AND query LIKE '%pg_blocking_pids%' AND query_start > '{since}'");
        stack.EndWork();
        var answer = await working;

        var why = $"Role \"{scene.Role}\" was not {(isDelete ? "dropped" : "changed")}: "
            + $"55P03 canceling statement due to lock timeout. It waited for process {somebody.ProcessID} (";
        answer.Status.ShouldBe(isDelete ? "FAILED" : "SUCCESS");
        answer.Reason!.ShouldStartWith(
            isDelete ? why : $"The rollback left the role as it is; the next deployment sees to it. {why}");
        answer.Reason!.ShouldEndWith("or end it with pg_terminate_backend; then try again.");
        (await scene.ExistsAsync()).ShouldBeTrue();
    }

    static async Task<Func<Task<Answer>>> BeginAsync(RoleScene scene, TestStack stack, bool isDelete, string guard)
    {
        var (before, after) = (scene.Properties("shop: Read"), scene.Properties("shop: Read Write"));
        (await stack.CreateAsync(RoleScene.Image, before)).ShouldSucceed();
        (await stack.UpdateAsync(RoleScene.Image, after)).ShouldSucceed();
        await scene.GuardRightsAsync(guard);
        return () => isDelete ? stack.DeleteAsync(RoleScene.Image) : stack.RollBackAsync(RoleScene.Image, after, before);
    }
}

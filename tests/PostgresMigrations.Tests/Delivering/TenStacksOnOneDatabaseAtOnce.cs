using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Delivering;

public sealed class TenStacksOnOneDatabaseAtOnce(SharedPostgres postgres)
{
    [Fact]
    public async Task AreAllAnsweredEachForItsSchema()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var image = Shop.New();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Task.Run(async () =>
        {
            using var stack = new TestStack(database.ConnectionString);
            return await stack.CreateAsync(image, TestStack.Revision(1, ("Schema", $"tenant_{number}")));
        })));

        answers.ShouldAllBe(answer => answer.Status == "SUCCESS");
        (await database.ValueAsync(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                + "WHERE relname = 'customers' AND nspname LIKE 'tenant_%'"))
            .ShouldBe("10");
        (await database.ValueAsync("SELECT count(*) || ' ' || min(version) FROM lockstep.version")).ShouldBe("10 4");
    }
}

using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>Others go on writing between the trial of the downs and their run.</summary>
public sealed class RowsWrittenMeanwhile(SharedPostgres postgres)
{
    // In the trial there was nothing that it deletes, and so nothing to look at or to lock.
    const string Delete = "DELETE FROM customers WHERE id > 100";

    [Theory]
    [InlineData(Delete, "INSERT INTO customers VALUES (200, 'Barbara')", "table public.customers")]
    [InlineData(
        "DO $$ BEGIN IF EXISTS (SELECT FROM customers WHERE id > 100) THEN TRUNCATE customers; END IF; END $$",
        "INSERT INTO customers VALUES (200, 'Barbara')", "table public.customers")]
    [InlineData("DROP TABLE parent CASCADE",
        "CREATE TABLE part PARTITION OF parent FOR VALUES IN (1); INSERT INTO part VALUES (1)", "table public.part")]
    public async Task AreNotDropped(string down, string meanwhile, string what)
    {
        var (database, answer) = await RolledBackAsync(down, "RELEASE", meanwhile);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain($"{what} holds data that was written after the migration");
        answer["DatabaseVersion"].ShouldBe("3");
        (await database.ValueAsync("SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM parent)")).ShouldBe("3");
    }

    [Theory]
    [InlineData(
        $"-- lockstep: allow data-loss: imported every night\n{Delete}", "RELEASE", "INSERT INTO customers VALUES (200, 'Barbara')")]
    [InlineData(Delete, "DELETE", "TRUNCATE bystander")]
    [InlineData(Delete, "DELETE", "DROP TABLE bystander")]
    [InlineData(Delete, "DELETE", "ALTER TABLE bystander DROP COLUMN id")]
    public async Task AreNoMatterWhereTheyMayGoOrOthersTakeThem(string down, string moment, string meanwhile)
    {
        var (_, answer) = await RolledBackAsync(down, moment, meanwhile);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        answer["DatabaseVersion"].ShouldBe("2");
    }

    // When the trial has been taken back, and with it the locks that it had; or in the run itself.
    async Task<(TestDatabase Database, Answer Answer)> RolledBackAsync(string down, string moment, string meanwhile)
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, proxy, stack) = shop;
        await database.ExecuteAsync("CREATE TABLE bystander (id int); INSERT INTO bystander VALUES (1)");
        var next = Shop.Old().And(
            ("0003_x.sql", "CREATE TABLE parent (id int) PARTITION BY LIST (id)"), ("0003_x.down.sql", down));
        (await stack.UpdateAsync(next, TestStack.Revision(2))).ShouldSucceed();
        var (isTried, isWritten) = (false, false);
        proxy.CutBefore(
            message =>
            {
                if (isTried && !isWritten && message is { Name: "CommandComplete", Text: { } text }
                    && text.StartsWith(moment, StringComparison.Ordinal))
                {
                    isWritten = true;
                    Execute(database, meanwhile);
                }

                isTried |= message is { Name: "CommandComplete", Text: "ROLLBACK" };
                return false;
            },
            CutStyle.Reset);
        var answer = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));
        isWritten.ShouldBeTrue();
        return (database, answer);
    }

    static void Execute(TestDatabase database, string sql) => database.ExecuteAsync(sql).GetAwaiter().GetResult();
}

using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>Others go on writing between the trial of the downs and their run.</summary>
public sealed class RowsWrittenMeanwhile(SharedPostgres postgres)
{
    // In the trial there was nothing that it deletes, and so nothing to look at or to lock.
    const string Delete = "DELETE FROM customers WHERE id > 100";
    const string Alone = "-- lockstep: no-transaction\n";
    const string HowMany = "SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM parent)";

    public static TheoryData<string, string, string> Downs => new()
    {
        { Delete, "INSERT INTO customers VALUES (200, 'Barbara')", "table public.customers" },
        {
            "DO $$ BEGIN IF EXISTS (SELECT FROM customers WHERE id > 100) THEN TRUNCATE customers; END IF; END $$",
            "INSERT INTO customers VALUES (200, 'Barbara')", "table public.customers"
        },
        {
            "DROP TABLE parent CASCADE",
            "CREATE TABLE part PARTITION OF parent FOR VALUES IN (1); INSERT INTO part VALUES (1)", "table public.part"
        },
    };

    [Theory]
    [MemberData(nameof(Downs))]
    public async Task AreNotDropped(string down, string meanwhile, string what)
    {
        var (database, answer) = await RolledBackAsync(down, "RELEASE", meanwhile);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain($"{what} holds data that was written after the migration");
        answer["DatabaseVersion"].ShouldBe("3");
        (await database.ValueAsync(HowMany)).ShouldBe("3");
    }

    [Theory]
    [MemberData(nameof(Downs))]
    public async Task AreNotDroppedOutsideATransactionEither(string down, string meanwhile, string what)
    {
        var (database, answer) = await RolledBackAsync($"{Alone}SELECT 1;\n{down}", "RELEASE", meanwhile, looks: 3);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain($"{what} holds data that was written after the migration");
        (await database.ValueAsync(HowMany)).ShouldBe("3");
    }

    [Theory]
    [InlineData(
        $"-- lockstep: allow data-loss: imported every night\n{Delete}", "RELEASE", "INSERT INTO customers VALUES (200, 'Barbara')")]
    [InlineData(
        $"{Alone}-- lockstep: allow data-loss: imported every night\n{Delete}", "RELEASE",
        "INSERT INTO customers VALUES (200, 'Barbara')")]
    [InlineData(Delete, "DELETE", "TRUNCATE bystander")]
    [InlineData($"{Alone}{Delete}", "DELETE", "TRUNCATE bystander")]
    [InlineData(Delete, "DELETE", "DROP TABLE bystander")]
    [InlineData(Delete, "DELETE", "ALTER TABLE bystander DROP COLUMN id")]
    public async Task AreNoMatterWhereTheyMayGoOrOthersTakeThem(string down, string moment, string meanwhile)
    {
        var (_, answer) = await RolledBackAsync(down, moment, meanwhile);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        answer["DatabaseVersion"].ShouldBe("2");
    }

    // When the trial has been taken back, and with it the locks that it had; or in the run itself. Outside a transaction the
    // whole down is tried before the trial of each statement.
    async Task<(TestDatabase Database, Answer Answer)> RolledBackAsync(
        string down, string moment, string meanwhile, int looks = 1)
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
                    && text.StartsWith(moment, StringComparison.Ordinal) && --looks == 0)
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

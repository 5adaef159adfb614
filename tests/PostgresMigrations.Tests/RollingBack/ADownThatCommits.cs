using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>What has committed cannot be tried beforehand, and not be taken back: somebody must have said that rows may go.</summary>
public sealed class ADownThatCommits(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";
    const string Allowed = "-- lockstep: allow data-loss: customers are imported every night\n";

    const string Procedure = "CREATE PROCEDURE clear() LANGUAGE plpgsql AS $$\nBEGIN\n"
        + "  DELETE FROM customers WHERE id = 1;\n  COMMIT;\n  DELETE FROM customers WHERE id = 2;\nEND $$";

    [Theory]
    [InlineData("CALL clear()", "0003_x.down.sql:2:1 commits inside a procedure or DO block")]
    [InlineData("DELETE FROM customers WHERE id = 2;\nCALL clear()", "0003_x.down.sql:3:1 commits inside a procedure or DO block")]
    [InlineData("DO $$ BEGIN DELETE FROM customers; COMMIT; END $$", "0003_x.down.sql:2:7 commits inside a procedure or DO block")]
    [InlineData("BEGIN;\nDELETE FROM customers;\nCOMMIT", "0003_x.down.sql has transactions of its own")]
    public async Task IsNotBegunWhereNobodySaidThatRowsMayGo(string down, string reason)
    {
        var (database, answer) = await RolledBackAsync(Alone + down);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain(reason);
        answer.Reason!.ShouldContain("-- lockstep: allow data-loss: reason.");
        answer["DatabaseVersion"].ShouldBe("3");
        (await database.ValueAsync("SELECT count(*) FROM customers")).ShouldBe("2");
    }

    [Theory]
    [InlineData("CALL clear()")]
    [InlineData("DELETE FROM customers WHERE id = 2;\nCALL clear();\nDROP PROCEDURE clear()")]
    [InlineData("DO $$ BEGIN DELETE FROM customers; COMMIT; END $$")]
    [InlineData("BEGIN;\nDELETE FROM customers;\nCOMMIT")]
    public async Task RunsWhereTheyMay(string down)
    {
        var (database, answer) = await RolledBackAsync(Alone + Allowed + down);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        answer["DatabaseVersion"].ShouldBe("2");
        (await database.ValueAsync("SELECT count(*) FROM customers")).ShouldBe("0");
    }

    [Fact]
    public async Task IsToldOfTheDirectiveItLacksWhereATransactionIsAroundIt()
    {
        var (_, answer) = await RolledBackAsync("CALL clear()");

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("0003_x.down.sql:1:1: 2D000 invalid transaction termination");
        answer.Reason!.ShouldContain("put '-- lockstep: no-transaction' at the top of the script");
    }

    async Task<(TestDatabase Database, Answer Answer)> RolledBackAsync(string down)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        await stack.CreateAsync(old, TestStack.Revision(1));
        var next = old.And(("0003_x.sql", Procedure), ("0003_x.down.sql", down));
        (await stack.UpdateAsync(next, TestStack.Revision(2))).ShouldSucceed();
        return (database, await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1)));
    }
}

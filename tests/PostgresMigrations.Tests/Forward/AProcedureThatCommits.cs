using Lockstep.PostgresMigrations.Tests.Scripts.Support;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

/// <summary>Nobody sees it in the statement that calls it: the server finds it out, and the reason says what to do.</summary>
public sealed class AProcedureThatCommits(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";

    const string Advice = "A procedure or DO block can commit only where no transaction is around it: put "
        + "'-- lockstep: no-transaction' at the top of the script, and no BEGIN in front of it.";

    static readonly Image Base = Image.With(
        ("1_a.sql", "CREATE TABLE a (id int);\nCREATE PROCEDURE p() LANGUAGE plpgsql AS $$\nBEGIN\n"
            + "  INSERT INTO a VALUES (1);\n  COMMIT;\nEND $$;\nCREATE TABLE p (x int) PARTITION BY LIST (x);\n"
            + "CREATE INDEX ON p (x);\nALTER INDEX p_x_idx RENAME TO p_a_idx"));

    [Theory]
    [InlineData("CALL p()", "2_b.sql:1:1: 2D000 invalid transaction termination (in PL/pgSQL function p() line 4 at COMMIT). ")]
    [InlineData(
        $"{Alone}BEGIN;\nCALL p();\nCOMMIT",
        "2_b.sql:3:1: 2D000 invalid transaction termination (in PL/pgSQL function p() line 4 at COMMIT). ")]
    [InlineData("SELECT 1;\nDO $$\nBEGIN\n  COMMIT;\nEND $$", "2_b.sql:4:3: 2D000 invalid transaction termination. ")]
    public async Task IsRefusedInATransactionWithTheRemedy(string script, string reason)
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;

        var answer = await stack.UpdateAsync(Base.And(("2_b.sql", script)), TestStack.Revision(2));

        answer.ShouldFail(reason + Advice);
        (await database.RowsAsync("SELECT id FROM a")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("CALL p()")]
    [InlineData("DO $$ BEGIN INSERT INTO a VALUES (1); COMMIT; END $$")]
    public async Task RunsUnderTheDirective(string statement)
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;

        (await stack.UpdateAsync(Base.And(("2_b.sql", Alone + statement)), TestStack.Revision(2))).ShouldSucceed();

        (await database.RowsAsync("SELECT id FROM a")).ShouldBe(["1"]);
    }

    public static TheoryData<string> OfPartitions => [.. TransactionBlocks.RefusedForWhatTheyName];

    [Theory]
    [MemberData(nameof(OfPartitions))]
    public async Task IsLikeAStatementThatGoesThroughPartitions(string statement)
    {
        var (_, stack) = await StartAsync();
        using var __ = stack;

        (await stack.UpdateAsync(Base.And(("2_b.sql", statement)), TestStack.Revision(2)))
            .ShouldFail("cannot run inside a transaction block. Put '-- lockstep: no-transaction' at the top of the script.");
        (await stack.UpdateAsync(Base.And(("2_b.sql", Alone + statement)), TestStack.Revision(3))).ShouldSucceed();
    }

    async Task<(TestDatabase Database, TestStack Stack)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Base, TestStack.Revision(1))).ShouldSucceed();
        return (database, stack);
    }
}

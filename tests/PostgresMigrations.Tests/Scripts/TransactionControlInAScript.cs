using static Lockstep.PostgresMigrations.Tests.Scripts.Support.Sql;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

public sealed class TransactionControlInAScript
{
    [Theory]
    [InlineData("BEGIN")]
    [InlineData("begin work")]
    [InlineData("START TRANSACTION")]
    [InlineData("COMMIT")]
    [InlineData("END")]
    [InlineData("ROLLBACK")]
    [InlineData("ABORT")]
    [InlineData("COMMIT AND CHAIN")]
    [InlineData("PREPARE TRANSACTION 'x'")]
    public void IsRefused(string statement)
    {
        var word = statement.Split(' ')[0].ToUpperInvariant();
        Findings($"SELECT 1;\n{statement};").ShouldBe(
            [$"{ScriptName}:2:1: {word} in a script that runs inside a transaction. Remove it. "
                + "Put '-- lockstep: no-transaction' at the top of the script if it must have its own transactions."]);
        Findings($"-- lockstep: batches\n{statement};").Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("SAVEPOINT s; SELECT 1; ROLLBACK TO s; RELEASE s;")]
    [InlineData("PREPARE transactions AS SELECT 1;")]
    [InlineData("DO $$ BEGIN COMMIT; END $$;")]
    [InlineData("SET TRANSACTION READ ONLY;")]
    public void IsNotSeenWhereThereIsNone(string sql) => Findings(sql).ShouldBeEmpty();

    [Theory]
    [InlineData("BEGIN; SELECT 1; COMMIT;")]
    [InlineData("BEGIN; COMMIT AND NO CHAIN;")]
    [InlineData("BEGIN; SAVEPOINT s; ROLLBACK TO s; ROLLBACK;")]
    [InlineData("COMMIT PREPARED 'x'; ROLLBACK PREPARED 'y';")]
    public void IsTheScriptsOwnAffairWithoutATransaction(string sql) =>
        Findings($"-- lockstep: no-transaction\n{sql}").ShouldBeEmpty();

    [Theory]
    [InlineData("BEGIN; SELECT 1;", "2:1")]
    [InlineData("BEGIN; COMMIT; BEGIN; SAVEPOINT s; ROLLBACK TO s;", "2:16")]
    public void MustBeEndedByTheScript(string sql, string place) =>
        Findings($"-- lockstep: no-transaction\n{sql}").ShouldBe(
            [$"{ScriptName}:{place}: This transaction is never committed. End it in the script."]);

    [Theory]
    [InlineData("BEGIN; COMMIT AND CHAIN; END;", "COMMIT")]
    [InlineData("BEGIN; end work and chain; COMMIT;", "END")]
    [InlineData("BEGIN; ROLLBACK TRANSACTION AND CHAIN; COMMIT;", "ROLLBACK")]
    [InlineData("BEGIN; ABORT AND CHAIN; COMMIT;", "ABORT")]
    public void MustNotOpenTheNextTransactionWithTheEndOfOne(string sql, string word) =>
        Findings($"-- lockstep: no-transaction\n{sql}").ShouldBe(
            [$"{ScriptName}:2:8: {word} AND CHAIN leaves no moment between two transactions to write down how far the script has "
                + $"come. Write {word}; BEGIN; instead."]);

    [Theory]
    [InlineData("BEGIN; PREPARE TRANSACTION 'x';")]
    [InlineData("BEGIN; prepare transaction 'x'; COMMIT PREPARED 'x';")]
    public void MustNotOutliveTheScript(string sql) =>
        Findings($"-- lockstep: no-transaction\n{sql}").ShouldBe(
            [$"{ScriptName}:2:8: PREPARE TRANSACTION keeps its locks when the script has ended, that on the deployment's own row "
                + "in the journal among them. Write COMMIT instead."]);
}

using Lockstep.PostgresMigrations.Tests.Scripts.Support;
using static Lockstep.PostgresMigrations.Tests.Scripts.Support.Sql;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

/// <summary>By their text alone; <see cref="StatementsTriedInATransaction"/> asks the server.</summary>
public sealed class StatementsThatCannotRunInATransaction
{
    public static TheoryData<string, string> Refused => [.. TransactionBlocks.Refused];

    public static TheoryData<string> Allowed => [.. TransactionBlocks.Allowed.Select(allowed => allowed.Statement)];

    [Theory]
    [MemberData(nameof(Refused))]
    public void NeedTheDirective(string statement, string name)
    {
        Single(statement).OutsideTransaction.ShouldBe(name);
        Findings($"SELECT 1;\n  {statement};").ShouldBe(
            [$"{ScriptName}:2:3: {name} cannot run inside a transaction. "
                + "Put '-- lockstep: no-transaction' at the top of the script."]);
        Findings($"-- lockstep: no-transaction\n{statement};").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Allowed))]
    public void AreNotTakenForOthers(string statement)
    {
        Single(statement).OutsideTransaction.ShouldBeNull();
        Findings(statement).ShouldBeEmpty();
    }

    [Fact]
    public void MayNotBeMixedIntoATransactionalScript() =>
        Findings("CREATE TABLE t (a int);\nCREATE INDEX CONCURRENTLY i ON t (a);").Single()
            .ShouldStartWith($"{ScriptName}:2:1: CREATE INDEX CONCURRENTLY");

    [Fact]
    public void MayBeMixedWithOthersUnderTheDirective() =>
        Findings("-- lockstep: no-transaction\nCREATE TABLE t (a int);\nCREATE INDEX CONCURRENTLY i ON t (a);\n"
            + "CREATE INDEX CONCURRENTLY j ON t (a);").ShouldBeEmpty();

    [Fact]
    public void CannotRunInAScriptsOwnTransactionEither() =>
        Findings("-- lockstep: no-transaction\nBEGIN;\nVACUUM;\nCOMMIT;\nVACUUM;").ShouldBe(
            [$"{ScriptName}:3:1: VACUUM cannot run inside a transaction. Move it out of the script's BEGIN … COMMIT."]);
}

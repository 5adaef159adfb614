using Lockstep.PostgresMigrations.Scripts;
using static Lockstep.PostgresMigrations.Tests.Scripts.Support.Sql;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

public sealed class DirectivesAtTheTop
{
    [Fact]
    public void AreAllRead()
    {
        var directives = Read(
            "\n-- A backfill.\n-- lockstep: no-transaction\r\n  --lockstep:  lock-timeout   30s \n\n-- Lockstep: irreversible\n"
            + "-- lockstep: batches\n-- lockstep: allow drop-column: nobody reads it: checked\n"
            + "-- lockstep: allow x: y\nSELECT 1;");
        directives.NoTransaction.ShouldBeTrue();
        directives.LockTimeout.ShouldBe(TimeSpan.FromSeconds(30));
        directives.Irreversible.ShouldBeTrue();
        directives.Batches.ShouldBeTrue();
        directives.Allow.ShouldBe([new AllowedRule("drop-column", "nobody reads it: checked", 8), new AllowedRule("x", "y", 9)]);
    }

    [Fact]
    public void AreAbsentByDefault()
    {
        var directives = Read("-- lockstep is a tool\nSELECT 1;");
        directives.IsTransactional.ShouldBeTrue();
        directives.ShouldBe(Directives.None with { Allow = directives.Allow });
        directives.Allow.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("PT1H30M", 5_400_000)]
    [InlineData("PT30S", 30_000)]
    [InlineData("45", 45_000)]
    [InlineData("500ms", 500)]
    public void TakeDurationsOfEveryForm(string duration, int milliseconds) =>
        Read($"-- lockstep: lock-timeout {duration}\nSELECT 1").LockTimeout.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData(
        "-- lockstep: fast",
        "'fast' is no directive. There are: no-transaction, lock-timeout, batches, irreversible, allow.")]
    [InlineData("-- lockstep:", "'' is no directive. There are: no-transaction, lock-timeout, batches, irreversible, allow.")]
    [InlineData("-- lockstep: no-transaction please", "'no-transaction' takes no value; remove 'please'.")]
    [InlineData("-- lockstep no-transaction", "A directive needs a colon: '-- lockstep: no-transaction'.")]
    [InlineData("-- lockstep: lock-timeout soon", "'soon' is no duration above zero; write '-- lockstep: lock-timeout 30s'.")]
    [InlineData("-- lockstep: lock-timeout 0", "'0' is no duration above zero; write '-- lockstep: lock-timeout 30s'.")]
    [InlineData("-- lockstep: lock-timeout 1h30", "'1h30' is no duration above zero; write '-- lockstep: lock-timeout 30s'.")]
    [InlineData(
        "-- lockstep: allow drop-column",
        "'allow' names a rule and a reason: '-- lockstep: allow RULE: why this is safe here'.")]
    [InlineData(
        "-- lockstep: allow drop-column:",
        "'allow' names a rule and a reason: '-- lockstep: allow RULE: why this is safe here'.")]
    public void AreFindingsWhenMalformed(string line, string message) =>
        Findings($"-- fine\n  {line}\nSELECT 1;").ShouldBe([$"{ScriptName}:2:3: {message}"]);

    [Fact]
    public void AreFindingsWhenGivenTwiceWithDifferentValues() =>
        Findings("-- lockstep: lock-timeout 1s\n-- lockstep: lock-timeout 2s\nSELECT 1;")
            .ShouldBe([$"{ScriptName}:2:1: 'lock-timeout' is given twice; keep one."]);

    [Theory]
    [InlineData("SELECT 1;\n-- lockstep: no-transaction\n", "2:1")]
    [InlineData("/* lockstep: no-transaction */\nSELECT 1;", "1:1")]
    [InlineData("SELECT 1; /*\n * lockstep: irreversible\n */", "1:11")]
    public void AreFindingsWhereTheyCountForNothing(string sql, string place)
    {
        Findings(sql).Single()
            .ShouldStartWith($"{ScriptName}:{place}: A directive counts only in the comment lines at the very top");
        Read(sql).IsTransactional.ShouldBeTrue();
    }

    [Fact]
    public void AreNotLookedForInStrings() => Findings("SELECT '-- lockstep: fast', $$-- lockstep: fast$$;").ShouldBeEmpty();

    [Fact]
    public void RepeatExactlyOneStatement()
    {
        Findings("-- lockstep: batches\nUPDATE t SET a = 1;").ShouldBeEmpty();
        Findings("-- lockstep: batches\nUPDATE t SET a = 1; SELECT 2;")
            .ShouldBe([$"{ScriptName}:2:21: 'batches' repeats one statement; this script has 2."]);
        Findings("-- lockstep: batches\nSELECT f();")
            .ShouldBe([$"{ScriptName}:2:1: 'batches' repeats an INSERT, UPDATE, DELETE or MERGE until it affects no row, "
                + "which SELECT never says. Remove 'batches'."]);
        Findings("-- lockstep: batches\n").ShouldBe([$"{ScriptName}:1:1: 'batches' repeats one statement; this script has 0."]);
    }

    [Fact]
    public void CannotAskForBatchesWithoutATransaction() =>
        Findings("-- lockstep: batches\n-- lockstep: no-transaction\nUPDATE t SET a = 1;")
            .ShouldBe([$"{ScriptName}:1:1: 'batches' runs each batch in a transaction; remove 'no-transaction'."]);

    static Directives Read(string sql) => new ScriptText(ScriptName, sql).Directives;
}

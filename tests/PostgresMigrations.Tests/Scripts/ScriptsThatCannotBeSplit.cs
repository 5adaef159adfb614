using static Lockstep.PostgresMigrations.Tests.Scripts.Support.Sql;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

public sealed class ScriptsThatCannotBeSplit
{
    [Theory]
    [InlineData("SELECT 1;\n SELECT 'a; SELECT 2;", "2:9: This quote is never closed.")]
    [InlineData("SELECT E'a\\';", "1:8: This quote is never closed.")]
    [InlineData("SELECT 1;\nSELECT \"a;", "2:8: This quoted name is never closed.")]
    [InlineData("SELECT 1;\n\n  /* a /* b */ ;", "3:3: This comment is never closed.")]
    [InlineData("SELECT 1 /*", "1:10: This comment is never closed.")]
    [InlineData("DO $$ BEGIN END; $;", "1:4: The dollar quote $$ is never closed.")]
    [InlineData("SELECT 😀, $été$ a $ete$", "1:11: The dollar quote $été$ is never closed.")]
    [InlineData("SELECT ('a);", "1:9: This quote is never closed.")]
    [InlineData("SELECT (1; SELECT (2); SELECT 3", "1:8: This parenthesis is never closed.")]
    [InlineData(
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2;",
        "1:1: The BEGIN ATOMIC of this routine has no END.")]
    public void NameThePlaceOfWhatIsLeftOpen(string sql, string finding) => Findings(sql).ShouldBe([$"{ScriptName}:{finding}"]);

    [Theory]
    [InlineData(@"\set ON_ERROR_STOP on", @"\set is a psql command, not SQL. Remove it.")]
    [InlineData(@"\i other.sql", @"\i is a psql command, not SQL. Put the text of that file here.")]
    [InlineData(@"\copy t FROM 'a.csv'", @"\copy is a psql command, not SQL. Use COPY … FROM STDIN with the data in the script.")]
    [InlineData(
        @"\connect other",
        @"\connect is a psql command, not SQL. The resource's properties say which database is meant.")]
    [InlineData(@"\.", @"\. without a COPY … FROM STDIN before it.")]
    public void NameThePsqlCommandAndTheRemedy(string line, string message) =>
        Findings($"SELECT 1;\n{line}\nSELECT 2;").ShouldBe([$"{ScriptName}:2:1: {message}"]);

    [Fact]
    public void NameAPsqlCommandInTheMiddleOfAStatement() =>
        Findings("SELECT 1 \\gset x_\n;").ShouldBe([$@"{ScriptName}:1:10: \gset is a psql command, not SQL. Remove it."]);

    [Theory]
    [InlineData("COPY t TO STDOUT")]
    [InlineData("copy t (a, b) to stdout with (format csv)")]
    [InlineData("COPY (SELECT ')' FROM t) TO STDIN")]
    public void NameACopyThatNobodyReads(string copy) =>
        Findings($"SELECT 1;\n{copy};").Single().ShouldStartWith($"{ScriptName}:2:1: COPY … TO STDOUT sends rows to a client");

    [Theory]
    [InlineData("COPY t TO '/stdout'")]
    [InlineData("COPY t TO PROGRAM 'cat > stdout'")]
    [InlineData("COPY t FROM STDIN;\nto stdout\n\\.\nSELECT 1")]
    public void LeaveOtherCopiesAlone(string copy) => Findings(copy).ShouldBeEmpty();

    [Fact]
    public void SkipTheGuardsOfADump()
    {
        const string dump = "--\n-- PostgreSQL database dump\n--\n\n\\restrict kQ7'x\n\n"
            + "SET a = 1;\nSELECT 1;\n\\unrestrict kQ7'x\n";
        Findings(dump).ShouldBeEmpty();
        Statements(dump).ShouldBe(["SET a = 1", "SELECT 1"]);
    }

    [Fact]
    public void DoNotSkipAGuardInsideAStatement() =>
        Findings("SELECT 1\n\\restrict x\n;").Single().ShouldStartWith($@"{ScriptName}:2:1: \restrict is a psql command");

    [Fact]
    public void NameEverythingAtOnceInTheOrderOfTheFile() =>
        Findings("-- lockstep: fast\nBEGIN;\n\\set x\nVACUUM;\nSELECT 'a").Select(finding => finding.Split(": ")[0]).ShouldBe(
            [$"{ScriptName}:1:1", $"{ScriptName}:2:1", $"{ScriptName}:3:1", $"{ScriptName}:4:1", $"{ScriptName}:5:8"]);

    [Fact]
    public void AreNotListedForEver()
    {
        var findings = Findings(string.Concat(Enumerable.Repeat("BEGIN;\n", 1000)));
        findings.Length.ShouldBe(51);
        findings[^1].ShouldBe($"{ScriptName}: 950 more of the kind.");
    }

    [Theory]
    [InlineData("SET standard_conforming_strings = off")]
    [InlineData("set local Standard_Conforming_Strings to 'off'")]
    public void NameTheSettingThatWouldMoveEveryQuote(string statement) =>
        Findings($"{statement};").Single().ShouldStartWith($"{ScriptName}:1:1: standard_conforming_strings must stay on");

    [Fact]
    public void DoNotMindTheSettingOfADump() => Findings("SET standard_conforming_strings = on;").ShouldBeEmpty();
}

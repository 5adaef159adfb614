using static Lockstep.PostgresMigrations.Tests.Scripts.Support.Sql;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

public sealed class CopyingDataFromTheScript
{
    [Fact]
    public void TakesTheLinesUpToTheEndMarkerAsData()
    {
        const string sql = "COPY t (a, b) FROM stdin;\n1\ta;b'\n2\t$$ \\N\n\\.\nSELECT 2;";
        Statements(sql).ShouldBe(["COPY t (a, b) FROM stdin", "SELECT 2"]);
        Data(sql).ShouldBe(["1\ta;b'\n2\t$$ \\N\n"]);
        Findings(sql).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("COPY t FROM STDIN; -- the data; follows it's here\n1\n\\.\n", "1\n")]
    [InlineData("COPY t FROM STDIN;\r\n1\r\n\\.\r\nSELECT 2", "1\r\n")]
    [InlineData("COPY t FROM STDIN;\n\\.\nSELECT 2", "")]
    [InlineData("COPY t FROM STDIN;\n1\n\\.", "1\n")]
    [InlineData("COPY t FROM STDIN;", "")]
    [InlineData("COPY t FROM STDIN -- no semicolon", "")]
    [InlineData("COPY t FROM STDIN;\n\\.x\n \\.\n\\..\n\\.\n", "\\.x\n \\.\n\\..\n")]
    [InlineData("copy t from stdout with (format csv);\n1\n\\.\n", "1\n")]
    [InlineData("COPY s.from FROM STDIN WHERE a > 1;\n1\n\\.\n", "1\n")]
    public void FindsTheDataAsPsqlDoes(string sql, string data)
    {
        Data(sql).ShouldBe([data]);
        Findings(sql).ShouldBeEmpty();
    }

    [Fact]
    public void TakesTheRestOfTheFileWithoutAnEndMarkerAsPsqlDoes()
    {
        const string sql = "COPY t FROM STDIN;\n1\n2\n";
        Data(sql).ShouldBe(["1\n2\n"]);
        Findings(sql).ShouldBeEmpty();
    }

    [Fact]
    public void ReadsSeveralBlocks()
    {
        const string sql = "COPY t FROM STDIN;\n1\n\\.\nSELECT 1; COPY u FROM STDIN;\n2\n\\.\n";
        Statements(sql).ShouldBe(["COPY t FROM STDIN", "SELECT 1", "COPY u FROM STDIN"]);
        Data(sql).ShouldBe(["1\n", "2\n"]);
    }

    [Theory]
    [InlineData("COPY t TO STDOUT")]
    [InlineData("COPY (SELECT 1 FROM stdin) TO STDOUT")]
    [InlineData("COPY t FROM '/data'")]
    [InlineData("COPY t FROM PROGRAM 'cat'")]
    [InlineData("COPY t FROM 'stdin'")]
    [InlineData("SELECT a FROM stdin")]
    [InlineData("COPY \"from\" TO stdin")]
    public void KnowsWhatTakesNoData(string statement)
    {
        Data($"{statement};\nSELECT 2;").ShouldBeEmpty();
        Statements($"{statement};\nSELECT 2;").ShouldBe([statement, "SELECT 2"]);
    }

    [Fact]
    public void RefusesAStatementBetweenItAndItsData() =>
        Findings("COPY t FROM STDIN; SELECT 1;\n1\n\\.\n").Single()
            .ShouldStartWith($"{ScriptName}:1:20: Behind COPY … FROM STDIN;");

    static string[] Data(string sql) =>
    [
        .. new Lockstep.PostgresMigrations.Scripts.ScriptText(ScriptName, sql).Statements
            .Where(statement => statement.CopiesFromStdin).Select(statement => statement.CopyData.ToString()),
    ];
}

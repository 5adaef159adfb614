using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Locating;
using static Lockstep.PostgresMigrations.Tests.Scripts.Support.Sql;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

/// <summary>What the server reports was taken from PostgreSQL 15 and 18, which agree.</summary>
public sealed class PlacesOfErrors
{
    [Fact]
    public void CountCodePointsBehindCommentsOverSeveralLines()
    {
        const string sql = "SELECT 1;\n/* two\n   lines */\nSELECT '😀',\n\n  /* é */\n  1, '😀😀', nope;";
        Place(sql, 1, new ReportedError(35, 0, null, null)).ShouldBe("7:12");
    }

    [Theory]
    [InlineData("SELECT *\nFROM foo", 15, "2:6")]
    [InlineData("SELECT *\r\nFROM foo", 16, "2:6")]
    [InlineData("SELECT *\rFROM foo", 15, "2:6")]
    [InlineData("SELECT *\nFRÖM foo", 15, "2:6")]
    [InlineData("SELECT *\r\nFROM foo", 10, "1:10")]
    [InlineData("SELECT *\nFROM", 14, "2:5")]
    [InlineData("SELECT 1", 1, "1:1")]
    public void AreLinesAndColumnsOfTheFile(string sql, int position, string place) =>
        Place(sql, 0, new ReportedError(position, 0, null, null)).ShouldBe(place);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10)]
    public void AreTheStatementsOwnWhenThePositionIsNone(int position) =>
        Place("\n  SELECT 1;", 0, new ReportedError(position, 0, null, null)).ShouldBe("2:3");

    [Theory]
    [InlineData("  PERFORM nope;", "SELECT nope", 8, "line 3 at PERFORM", "4:11")]
    [InlineData("  x := 1 +\n     nope;", "x := 1 +\n     nope", 15, "line 3 at assignment", "5:6")]
    [InlineData(
        "  SELECT count(*) INTO x\n    FROM gone;",
        "SELECT count(*)            FROM gone", 33, "line 3 at SQL statement", "5:10")]
    [InlineData("  IF 1 = 1\n     AND nope THEN NULL; END IF;", "1 = 1\n     AND nope", 16, "line 3 at IF", "5:10")]
    [InlineData("  EXECUTE 'SELECT nope';", "SELECT nope", 8, "line 3 at EXECUTE", "4:19")]
    [InlineData("  RAISE EXCEPTION 'boom';", null, 0, "line 3 at RAISE", "4:3")]
    [InlineData("\r\n\n    RAISE EXCEPTION 'boom';", null, 0, "line 5 at RAISE", "6:5")]
    [InlineData("  PERFORM 1/0;", null, 0, "line 3 at PERFORM", "4:3")]
    public void AreFoundInsideADoBlock(string line, string? query, int position, string call, string place)
    {
        var where = $"PL/pgSQL function inline_code_block {call}";
        Place($"SELECT 1;\nDO $$\nBEGIN\n{line}\nEND $$;", 1, new ReportedError(0, position, query, where)).ShouldBe(place);
    }

    [Fact]
    public void AreFoundInABodyInSingleQuotes() =>
        Place(
            "DO LANGUAGE 'plpgsql' '\nBEGIN\n  PERFORM nope;\nEND ';",
            0,
            new ReportedError(0, 8, "SELECT nope", "PL/pgSQL function inline_code_block line 3 at PERFORM")).ShouldBe("3:11");

    [Fact]
    public void KeepTheLineWhenTheTextIsNotFound() =>
        Place(
            "DO '\nBEGIN\n  PERFORM ''x'' || nope;\nEND ';",
            0,
            new ReportedError(0, 15, "SELECT 'x' || nope", "PL/pgSQL function inline_code_block line 3 at PERFORM"))
            .ShouldBe("3:3");

    [Fact]
    public void DoNotDependOnTheServersLanguage() =>
        Place(
            "DO $$\nBEGIN\n  PERFORM 1/0;\nEND $$;",
            0,
            new ReportedError(
                0, 0, null, "sentencia SQL: «SELECT 1/0»\nfunción PL/pgSQL inline_code_block en la línea 3 en PERFORM"))
            .ShouldBe("3:3");

    [Fact]
    public void AreThoseOfTheOuterDoBlockWhenOneRunsAnother() =>
        Place(
            "DO $$\nBEGIN\n  EXECUTE 'DO $x$ BEGIN RAISE EXCEPTION ''a''; END $x$';\nEND $$;",
            0,
            new ReportedError(
                0, 0, null,
                "PL/pgSQL function inline_code_block line 1 at RAISE\n"
                + "SQL statement \"DO $x$ BEGIN RAISE EXCEPTION 'a'; END $x$\"\n"
                + "PL/pgSQL function inline_code_block line 3 at EXECUTE"))
            .ShouldBe("3:3");

    [Theory]
    [InlineData("COPY t, line 2, column a: \"foo\"", "COPY t FROM STDIN;\n1\tx\nfoo\ty\n\\.\n", "4:1")]
    [InlineData("COPY a, 1, línea 1: \"1\"", "copy s.\"a, 1\" (a) FROM STDIN;\n1\n\\.\n", "3:1")]
    public void AreLinesOfTheDataOfACopy(string where, string sql, string place) =>
        Place($"SELECT 1;\n{sql}", 1, new ReportedError(0, 0, null, where)).ShouldBe(place);

    [Fact]
    public void NameTheTriggerThatRefusedALineOfData() =>
        Locate(
            "COPY t FROM STDIN;\n1\n2\n",
            0,
            new ReportedError(0, 0, null, "PL/pgSQL function trg() line 3 at RAISE\nCOPY t, line 2: \"2\""))
            .ShouldBe(new LocatedError(new ScriptPosition(3, 1), "PL/pgSQL function trg() line 3 at RAISE"));

    [Fact]
    public void AreThoseOfTheCallWhenADoBlockCalledAFunction()
    {
        var error = new ReportedError(
            0, 8, "SELECT nope2",
            "PL/pgSQL function f2() line 3 at PERFORM\nSQL statement \"SELECT f2()\"\n"
                + "PL/pgSQL function inline_code_block line 3 at PERFORM");
        Locate("DO $$\nBEGIN\n  PERFORM f2();\nEND $$;", 0, error)
            .ShouldBe(new LocatedError(new ScriptPosition(3, 3), "PL/pgSQL function f2() line 3 at PERFORM"));
    }

    [Fact]
    public void AreThoseOfTheStatementWhenItCalledAFunction() =>
        Locate("SELECT 1;\nSELECT ff(1);", 1, new ReportedError(0, 0, null, "PL/pgSQL function ff(integer) line 3 at RETURN"))
            .ShouldBe(new LocatedError(new ScriptPosition(2, 1), "PL/pgSQL function ff(integer) line 3 at RETURN"));

    [Fact]
    public void AreFoundInARoutineThatDoesNotCompile() =>
        Place(
            "CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS $$\nDECLARE\n  r pg_class.nocol%type;\nBEGIN\nEND $$;",
            0,
            new ReportedError(0, 0, null, "compilation of PL/pgSQL function \"g\" near line 3")).ShouldBe("3:3");

    [Fact]
    public void AreNotSoughtInARoutineWhenSomethingElseFailed() =>
        Place(
            "\nCREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\nEND $$;",
            0,
            new ReportedError(0, 0, null, "PL/pgSQL function on_ddl() line 3 at RAISE")).ShouldBe("2:1");

    static string Place(string sql, int statement, ReportedError error) => Locate(sql, statement, error).Position.ToString();

    static LocatedError Locate(string sql, int statement, ReportedError error) =>
        ErrorLocator.Locate(new ScriptText(ScriptName, sql).Statements.ElementAt(statement), error);
}

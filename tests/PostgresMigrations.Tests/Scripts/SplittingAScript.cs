using static Lockstep.PostgresMigrations.Tests.Scripts.Support.Sql;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

/// <summary>The cases of the reference, one by one; the peer comparison covers the combinations.</summary>
public sealed class SplittingAScript
{
    [Fact]
    public void SkipsEmptyStatements() => Statements("SELECT 1;;;SELECT 2").ShouldBe(["SELECT 1", "SELECT 2"]);

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    [InlineData(";;;")]
    [InlineData("-- nothing\n/* to do */")]
    public void FindsNothingWhereNothingIs(string sql) => Statements(sql).ShouldBeEmpty();

    [Fact]
    public void DoesNotCountATrailingComment() => Statements("SELECT 1; -- done").ShouldBe(["SELECT 1"]);

    [Fact]
    public void LeavesOutTheCommentsBeforeAStatementAndTheSemicolon() =>
        Statements("-- first\nSELECT /* a */ 1 -- b\n; /* second */ SELECT 2 -- c").ShouldBe(
            ["SELECT /* a */ 1 -- b\n", "SELECT 2"]);

    [Theory]
    [InlineData("DO $body$ BEGIN PERFORM 1; PERFORM 2; END $body$")]
    [InlineData("SELECT $a$ SELECT $b$;$b$; $a$")]
    [InlineData("SELECT $été$a;b$été$")]
    [InlineData("DO $日本$ BEGIN PERFORM 1; END $日本$")]
    [InlineData("SELECT $A$ ; $a$ ; $A$")]
    [InlineData("SELECT $A$A$a;$A$")]
    public void KeepsDollarQuotesTogether(string statement) =>
        Statements($"{statement}; SELECT 2").ShouldBe([statement, "SELECT 2"]);

    [Theory]
    [InlineData("SELECT a$b$c")]
    [InlineData("SELECT $1")]
    [InlineData("SELECT 日$b$")]
    [InlineData("SELECT $ b")]
    [InlineData("SELECT $1$")]
    public void KnowsWhichDollarsQuoteNothing(string statement) =>
        Statements($"{statement}; SELECT 2; SELECT 3").ShouldBe([statement, "SELECT 2", "SELECT 3"]);

    [Fact]
    public void KeepsAnIdentifierThatSwallowsADollarQuote() =>
        Statements("SELECT 1 AS$$;$$; SELECT 2").ShouldBe(["SELECT 1 AS$$", "$$; SELECT 2"]);

    [Theory]
    [InlineData(@"SELECT E'a\';b'")]
    [InlineData(@"SELECT e'\\', ';'")]
    [InlineData(@"SELECT E'a''\';b'")]
    [InlineData("SELECT 'some'\n';text'")]
    [InlineData("SELECT 'it''s; fine'")]
    [InlineData(@"SELECT U&'d\0061;'")]
    [InlineData(@"SELECT '\', ';'")]
    [InlineData("SELECT B';', x';', N';'")]
    public void KeepsStringsTogether(string statement) => Statements($"{statement}; SELECT 2").ShouldBe([statement, "SELECT 2"]);

    [Fact]
    public void EndsAStandardStringAtItsQuoteWhateverIsBeforeIt() =>
        Statements(@"SELECT 'a\'; SELECT 2").ShouldBe([@"SELECT 'a\'", "SELECT 2"]);

    [Theory]
    [InlineData("SELECT E'a'\n'\\';b'")]
    [InlineData("SELECT E'a' -- it's\n'\\';b'")]
    [InlineData("SELECT E'a'\r -- one\n\n -- two\r\n '\\';b'")]
    public void ContinuesAnEscapeStringOnTheNextLine(string statement) =>
        Statements($"{statement}; SELECT 2").ShouldBe([statement, "SELECT 2"]);

    [Theory]
    [InlineData(@"SELECT E'a' '\'; SELECT 2")]
    [InlineData("SELECT E'a'\t'\\'; SELECT 2")]
    [InlineData("SELECT E'a' /* \n */ '\\'; SELECT 2")]
    public void DoesNotContinueAnEscapeStringOnTheSameLineOrBehindABlockComment(string sql) =>
        Statements(sql).Length.ShouldBe(2);

    [Fact]
    public void KeepsQuotedNamesTogether() =>
        Statements("SELECT 1 AS \"a;\"\"b\", 2 AS U&\"c;\"; SELECT 2")
            .ShouldBe(["SELECT 1 AS \"a;\"\"b\", 2 AS U&\"c;\"", "SELECT 2"]);

    [Theory]
    [InlineData("SELECT 1 /* a /* b; */ c; */")]
    [InlineData("SELECT 1 /*/ ; */")]
    [InlineData("SELECT 1 -- don't; stop\n")]
    [InlineData("SELECT/*/* -- nested comment :int /*/* *//*/ **/*/*/*/1")]
    [InlineData("SELECT 2 */* ; */ 3")]
    public void KeepsCommentsTogether(string statement) => Statements($"{statement}; SELECT 2").ShouldBe([statement, "SELECT 2"]);

    [Theory]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO u VALUES (1); INSERT INTO v VALUES (2))")]
    [InlineData("CREATE TABLE t (EXCLUDE USING gist (id WITH =, cid WITH -|-))")]
    [InlineData("SELECT info #>> '{a,b}', a @> b, b <@ a, a @@ b")]
    [InlineData("CREATE FUNCTION f(a int[]) RETURNS int RETURN a[1]::int")]
    [InlineData("CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT 1")]
    public void KeepsAStatementOfManyPartsTogether(string statement) =>
        Statements($"{statement}; SELECT 2").ShouldBe([statement, "SELECT 2"]);

    [Theory]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END")]
    [InlineData("create or replace procedure p() begin /* ; */ atomic insert into t values (1); -- end;\n end")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 AS \"end\"; SELECT end_date FROM t; /* END; */ END")]
    [InlineData("CREATE PROCEDURE p() BEGIN ATOMIC END")]
    [InlineData("CREATE FUNCTION f() BEGIN ATOMIC CREATE FUNCTION g() BEGIN ATOMIC SELECT 1; END; SELECT 2; END")]
    [InlineData("CREATE FUNCTION f(begin atomic) RETURNS begin SET x TO begin, atomic BEGIN ATOMIC SELECT begin atomic; END")]
    public void KeepsTheBodyOfARoutineTogether(string statement) =>
        Statements($"{statement}; SELECT 3").ShouldBe([statement, "SELECT 3"]);

    [Theory]
    [InlineData("SELECT begin atomic")]
    [InlineData("SELECT fn_atomic(1)")]
    [InlineData("CREATE TABLE atomic_test (begin int)")]
    [InlineData("INSERT INTO begin SELECT atomic FROM atomic")]
    [InlineData("CREATE VIEW v AS SELECT begin atomic")]
    [InlineData("CREATE FUNCTION begin_atomic() RETURNS int LANGUAGE sql AS 'SELECT 1'")]
    public void KnowsThatNoBodyBeginsThere(string statement) =>
        Statements($"{statement}; SELECT 2; SELECT 3").ShouldBe([statement, "SELECT 2", "SELECT 3"]);

    [Fact]
    public void GoesOnSplittingBehindAStrayParenthesis() =>
        Statements("SELECT 1); SELECT 2; SELECT 3").ShouldBe(["SELECT 1)", "SELECT 2", "SELECT 3"]);

    [Fact]
    public void EndsALineCommentAtALoneCarriageReturn() =>
        Statements("SELECT 1 -- it's\r; SELECT 2").ShouldBe(["SELECT 1 -- it's\r", "SELECT 2"]);

    [Theory]
    [InlineData("SELECT @x, :y, ?, '$USD$', 'US$5'")]
    [InlineData("INSERT INTO u VALUES ('$2a$10$N9qo8uLOickgx2ZMRZoMy.')")]
    [InlineData("SELECT '{0} {1:x}', '${name}', '$5'")]
    [InlineData("SELECT '\uFEFF\u00A0😀'")]
    public void LeavesEveryCharacterAsItIs(string statement) => Statements(statement).ShouldBe([statement]);
}

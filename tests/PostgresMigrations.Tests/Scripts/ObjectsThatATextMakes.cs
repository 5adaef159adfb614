using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

/// <summary>What can be dropped by its name, told from the text that made it.</summary>
public sealed class ObjectsThatATextMakes
{
    [Theory]
    [InlineData("CREATE VIEW v AS SELECT 1", "View v")]
    [InlineData("create or replace view \"Ä b\".\"V\"\"1\" (a) as select 1", "View Ä b.V\"1")]
    [InlineData("CREATE RECURSIVE VIEW v (n) AS SELECT 1", "View v")]
    [InlineData("CREATE MATERIALIZED VIEW IF NOT EXISTS s.M AS SELECT 1", "MaterializedView s.m")]
    [InlineData("CREATE OR REPLACE TRIGGER t BEFORE UPDATE OF a, b ON s.x FOR EACH ROW EXECUTE FUNCTION f()", "Trigger t on s.x")]
    [InlineData("CREATE CONSTRAINT TRIGGER t AFTER INSERT ON x DEFERRABLE EXECUTE FUNCTION f()", "Trigger t on x")]
    [InlineData("CREATE PROCEDURE p() LANGUAGE sql AS ''", "Routine p()")]
    [InlineData("CREATE TABLE t (id int)", null)]
    [InlineData("CREATE TEMP VIEW v AS SELECT 1", null)]
    [InlineData("CREATE INDEX i ON t (a)", null)]
    [InlineData("DROP VIEW v", null)]
    public void AreViewsRoutinesAndTriggers(string statement, string? expected) =>
        Described(CreatedObject.Of(statement)).ShouldBe(expected);

    [Theory]
    [InlineData("()", "")]
    [InlineData("(int)", "int")]
    [InlineData("(a int, b s.kind)", "int,s.kind")]
    [InlineData("(a int = 1, b text DEFAULT 'a,)b', c int[] = ARRAY[1, 2], d numeric(10, 2) DEFAULT f(1, (2)))", "int,text,int[],numeric(10, 2)")]
    [InlineData("(double precision, a double precision, character varying(10), b bit varying)", "double precision,double precision,character varying(10),bit varying")]
    [InlineData("(timestamp with time zone, t timestamp(3) without time zone, i interval year to month)", "timestamp with time zone,timestamp(3) without time zone,interval year to month")]
    [InlineData("(IN a int, OUT b int, INOUT c text, IN OUT d date, VARIADIC e text[])", "int,text,date,text[]")]
    [InlineData("(\"a b\" \"T\", /* no, ) */ int -- , \n)", "\"T\",int")]
    [InlineData("(a t.c%TYPE)", null)]
    [InlineData("(SETOF int)", null)]
    [InlineData("(int", null)]
    [InlineData("RETURNS int", null)]
    public void AreToldApartByTheTypesOfTheirArguments(string list, string? types) =>
        CreatedObject.Of($"CREATE FUNCTION f{list} RETURNS int LANGUAGE sql AS 'SELECT 1'")?.Arguments.ShouldBe(types);

    [Theory]
    [InlineData("CREATE VIEW v AS SELECT 1; GRANT SELECT ON v TO app; COMMENT ON VIEW v IS 'x'; ALTER VIEW v SET (security_barrier)", true)]
    [InlineData("SET search_path = a; DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 1; RESET search_path", true)]
    [InlineData("CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE UNIQUE INDEX i ON m (a); REFRESH MATERIALIZED VIEW m", true)]
    [InlineData("CREATE VIEW v AS SELECT 1; GRANT SELECT ON t TO app", false)]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS ''; ALTER TABLE t ADD CHECK (f() > 0)", false)]
    [InlineData("CREATE VIEW v AS SELECT 1; CREATE TABLE t AS SELECT * FROM v", false)]
    [InlineData("CREATE VIEW v AS SELECT 1; DROP VIEW other", false)]
    [InlineData("CREATE VIEW v AS SELECT 1; DO 'BEGIN END'", false)]
    [InlineData("CREATE TABLE t ()", false)]
    [InlineData("-- nothing", false)]
    public void AreAllThatIsLeftOfItOrNot(string text, bool isAll) =>
        CreatedObjects.Of(new ScriptText("a.sql", text)).IsAll.ShouldBe(isAll);

    static string? Described(CreatedObject? made) => made is null
        ? null
        : $"{made.Kind} {Qualified(made.Name)}{(made.Kind == CreatedKind.Routine ? $"({made.Arguments})" : "")}"
            + (made.Kind == CreatedKind.Trigger ? $" on {Qualified(made.Table)}" : "");

    static string Qualified(QualifiedName name) => name.Schema is null ? name.Name : $"{name.Schema}.{name.Name}";
}

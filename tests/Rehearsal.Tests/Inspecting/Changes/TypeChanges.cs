namespace Lockstep.Rehearsal.Tests.Inspecting.Changes;

/// <summary>Changes to types, routines, operators and text search, each with what takes it back.</summary>
static class TypeChanges
{
    public static IReadOnlyList<(string Do, string Undo)> All { get; } =
    [
        ("CREATE TYPE colour AS ENUM ('red')", "DROP TYPE colour"),
        ("ALTER TYPE size RENAME VALUE 'small' TO 'tiny'", "ALTER TYPE size RENAME VALUE 'tiny' TO 'small'"),
        ("ALTER TYPE size OWNER TO pg_monitor", "ALTER TYPE size OWNER TO CURRENT_USER"),
        ("ALTER TYPE pair ADD ATTRIBUTE c int", "ALTER TYPE pair DROP ATTRIBUTE c"),
        ("DROP TYPE span; CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi)",
            "DROP TYPE span; CREATE TYPE span AS RANGE (SUBTYPE = float8)"),
        ("DROP TYPE span; CREATE TYPE span AS RANGE (SUBTYPE = float8, MULTIRANGE_TYPE_NAME = spans)",
            "DROP TYPE span; CREATE TYPE span AS RANGE (SUBTYPE = float8)"),
        ("CREATE TYPE shell", "DROP TYPE shell"),
        ("CREATE TYPE own; CREATE FUNCTION own_in(cstring) RETURNS own LANGUAGE internal STRICT IMMUTABLE AS 'textin'; "
            + "CREATE FUNCTION own_out(own) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'textout'; "
            + "CREATE TYPE own (INPUT = own_in, OUTPUT = own_out)", "DROP TYPE own CASCADE"),
        ("ALTER DOMAIN email SET NOT NULL", "ALTER DOMAIN email DROP NOT NULL"),
        ("ALTER DOMAIN email SET DEFAULT 'a@b'", "ALTER DOMAIN email DROP DEFAULT"),
        ("ALTER DOMAIN email ADD CONSTRAINT long CHECK (length(VALUE) > 3)", "ALTER DOMAIN email DROP CONSTRAINT long"),
        ("ALTER DOMAIN email OWNER TO pg_monitor", "ALTER DOMAIN email OWNER TO CURRENT_USER"),
        ("CREATE DOMAIN c_text AS text COLLATE \"C\"", "DROP DOMAIN c_text"),
        ("CREATE COLLATION other (LOCALE = 'POSIX')", "DROP COLLATION other"),
        ("ALTER COLLATION plain OWNER TO pg_monitor", "ALTER COLLATION plain OWNER TO CURRENT_USER"),
        ("CREATE CONVERSION utf FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1", "DROP CONVERSION utf"),
        ("ALTER CONVERSION latin OWNER TO pg_monitor", "ALTER CONVERSION latin OWNER TO CURRENT_USER"),
        ("CREATE CAST (int AS size) WITH FUNCTION size_of(int)", "DROP CAST (int AS size)"),
        ("CREATE TRANSFORM FOR int LANGUAGE plpgsql (FROM SQL WITH FUNCTION prsd_lextype(internal))",
            "DROP TRANSFORM FOR int LANGUAGE plpgsql"),
        ("CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 2'",
            "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
        ("ALTER FUNCTION one() SECURITY DEFINER", "ALTER FUNCTION one() SECURITY INVOKER"),
        ("ALTER FUNCTION one() SET work_mem = '8MB'", "ALTER FUNCTION one() RESET work_mem"),
        ("ALTER FUNCTION one() OWNER TO pg_monitor", "ALTER FUNCTION one() OWNER TO CURRENT_USER"),
        ("ALTER PROCEDURE work() RENAME TO labour", "ALTER PROCEDURE labour() RENAME TO work"),
        ("CREATE OR REPLACE AGGREGATE summed(int) (SFUNC = int4pl, STYPE = int, INITCOND = '7')",
            "CREATE OR REPLACE AGGREGATE summed(int) (SFUNC = int4pl, STYPE = int)"),
        ("CREATE LANGUAGE speech HANDLER plpgsql_call_handler", "DROP LANGUAGE speech"),
        ("CREATE OPERATOR <+> (LEFTARG = int, RIGHTARG = int, FUNCTION = plus)", "DROP OPERATOR <+> (int, int)"),
        ("ALTER OPERATOR <<< (pair, pair) SET (RESTRICT = eqsel)", "ALTER OPERATOR <<< (pair, pair) SET (RESTRICT = NONE)"),
        ("ALTER OPERATOR <<< (pair, pair) OWNER TO pg_monitor", "ALTER OPERATOR <<< (pair, pair) OWNER TO CURRENT_USER"),
        ("CREATE OPERATOR CLASS pair_ops FOR TYPE pair USING btree FAMILY pairs AS FUNCTION 1 compare(pair, pair)",
            "DROP OPERATOR CLASS pair_ops USING btree"),
        ("CREATE OPERATOR FAMILY more USING hash", "DROP OPERATOR FAMILY more USING hash"),
        ("ALTER OPERATOR FAMILY pairs USING btree OWNER TO pg_monitor",
            "ALTER OPERATOR FAMILY pairs USING btree OWNER TO CURRENT_USER"),
        ("ALTER OPERATOR FAMILY pairs USING btree ADD FUNCTION 1 (pair, pair) compare(pair, pair)",
            "ALTER OPERATOR FAMILY pairs USING btree DROP FUNCTION 1 (pair, pair)"),
        ("CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler", "DROP ACCESS METHOD heap2"),
        ("ALTER TEXT SEARCH DICTIONARY words (Accept = false)", "ALTER TEXT SEARCH DICTIONARY words (Accept)"),
        ("ALTER TEXT SEARCH CONFIGURATION found DROP MAPPING FOR email",
            "ALTER TEXT SEARCH CONFIGURATION found ADD MAPPING FOR email WITH simple"),
        ("CREATE TEXT SEARCH TEMPLATE plainest (LEXIZE = dsimple_lexize)", "DROP TEXT SEARCH TEMPLATE plainest"),
        ("CREATE TEXT SEARCH PARSER reader "
            + "(START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype)",
            "DROP TEXT SEARCH PARSER reader"),
    ];
}

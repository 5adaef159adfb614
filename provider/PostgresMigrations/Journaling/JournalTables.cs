using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>
/// Makes schema <c>lockstep</c> in a database that has none. Its columns never change: every image ever deployed must read them.
/// </summary>
static class JournalTables
{
    /// <summary>Of several migrators who meet in a new database, the first makes the tables and the others find them.</summary>
    /// <remarks>They must not run the statements once more: CREATE INDEX IF NOT EXISTS locks its table before it looks.</remarks>
    public static async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var there = await connection.QueryAsync(
            [
                new Sql("BEGIN"),
                new Sql("SELECT pg_advisory_xact_lock($1)", Sql.Value(LockKey.ForBootstrap)),
                new Sql(IsThere),
            ],
            ReadAsync,
            cancellationToken);
        await connection.ExecuteAsync(there ? [new Sql("COMMIT")] : [.. Statements, new Sql("COMMIT")], cancellationToken);

        async Task<bool> ReadAsync(NpgsqlDataReader reader)
        {
            await reader.NextResultAsync(cancellationToken);
            return (await reader.RowsAsync(row => row.GetBoolean(0), cancellationToken))[0];
        }
    }

    // Not to_regclass: it would answer from a cache that has not heard yet what came while the lock was waited for.
    const string IsThere =
        "SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            + "WHERE n.nspname = 'lockstep' AND c.relname = 'journal')";

    static IEnumerable<Sql> Statements =>
    [
        new(RefuseForeignSchema),
        .. Tables.Select(statement => new Sql(statement)),
        new(RevokeWhatDefaultPrivilegesGave),
        new("GRANT USAGE ON SCHEMA lockstep TO PUBLIC"),
        new("GRANT SELECT ON lockstep.version TO PUBLIC"),
    ];

    // A schema that somebody else made could hold anything; tables put into it would be theirs to drop.
    const string RefuseForeignSchema = $"""
        DO $lockstep$
        DECLARE
          stranger text;
        BEGIN
          WITH RECURSIVE {JournalGuard.Roles}
          SELECT pg_get_userbyid(nspowner) INTO stranger FROM pg_namespace
          WHERE nspname = 'lockstep' AND nspowner NOT IN (SELECT oid FROM mine);
          IF stranger IS NOT NULL THEN
            RAISE EXCEPTION USING ERRCODE = '{JournalGuard.NotTrusted}',
              MESSAGE = format('schema lockstep is owned by %I', stranger);
          END IF;
        END
        $lockstep$
        """;

    static readonly string[] Tables =
    [
        // Not CREATE SCHEMA IF NOT EXISTS: that one asks for the right to create before it looks.
        """
        DO $lockstep$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'lockstep') THEN
            CREATE SCHEMA lockstep;
          END IF;
        END
        $lockstep$
        """,
        """
        CREATE TABLE lockstep.deployment (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          schema text NOT NULL,
          stack_id text NOT NULL,
          logical_id text NOT NULL,
          request_id text NOT NULL,
          request_type text NOT NULL,
          signed_at timestamptz,
          properties jsonb NOT NULL,
          old_properties jsonb,
          revision text,
          state text NOT NULL,
          run integer NOT NULL DEFAULT 1,
          version_before numeric,
          version_after numeric,
          answer jsonb,
          backend_pid integer,
          started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          finished_at timestamptz
        )
        """,
        "CREATE UNIQUE INDEX deployment_request ON lockstep.deployment (stack_id, logical_id, request_id)",
        """
        CREATE TABLE lockstep.journal (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          schema text NOT NULL,
          kind text NOT NULL,
          version numeric,
          name text NOT NULL,
          checksum text NOT NULL,
          up_sql text NOT NULL,
          down_sql text,
          down_checksum text,
          transactional boolean NOT NULL,
          irreversible boolean NOT NULL,
          state text NOT NULL,
          deployment_id bigint NOT NULL REFERENCES lockstep.deployment,
          xids xid8[] NOT NULL DEFAULT '{}',
          reverted_by bigint REFERENCES lockstep.deployment,
          started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          finished_at timestamptz,
          server_version text NOT NULL DEFAULT current_setting('server_version')
        )
        """,
        "CREATE UNIQUE INDEX journal_applied ON lockstep.journal (schema, kind, name) WHERE state = 'applied'",
        "CREATE INDEX journal_deployment ON lockstep.journal (deployment_id)",
        """
        CREATE TABLE lockstep.owner (
          schema text PRIMARY KEY,
          stack_id text NOT NULL,
          logical_id text NOT NULL,
          physical_id text NOT NULL,
          created_schema boolean NOT NULL,
          created_database boolean NOT NULL
        )
        """,
        """
        CREATE VIEW lockstep.version AS
          SELECT schema, max(version) AS version, max(finished_at) AS since
          FROM lockstep.journal
          WHERE kind = 'versioned' AND state IN ('applied', 'kept', 'baseline')
          GROUP BY schema
        """,
    ];

    // ALTER DEFAULT PRIVILEGES may have granted anything to anybody on what was just made.
    const string RevokeWhatDefaultPrivilegesGave = """
        DO $lockstep$
        DECLARE
          held record;
        BEGIN
          FOR held IN
            SELECT DISTINCT 'SCHEMA' AS kind, 'lockstep' AS name, a.grantee FROM pg_namespace n, aclexplode(n.nspacl) a
            WHERE n.nspname = 'lockstep' AND a.grantee <> n.nspowner
            UNION ALL
            SELECT DISTINCT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, format('lockstep.%I', c.relname), a.grantee
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
            WHERE n.nspname = 'lockstep' AND c.relkind IN ('r', 'v', 'S') AND a.grantee <> c.relowner
          LOOP
            EXECUTE format('REVOKE ALL ON %s %s FROM %s', held.kind, held.name,
              CASE held.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(held.grantee)) END);
          END LOOP;
        END
        $lockstep$
        """;
}

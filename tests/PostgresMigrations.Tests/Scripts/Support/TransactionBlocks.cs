namespace Lockstep.PostgresMigrations.Tests.Scripts.Support;

/// <summary>Statements that no transaction block may hold, and others that look like them.</summary>
static class TransactionBlocks
{
    /// <summary>Refused in one (25001), and the name that a message gives to each.</summary>
    public static readonly (string Statement, string Name)[] Refused =
    [
        ("CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE INDEX CONCURRENTLY"),
        ("create /* ; */ unique index\nconcurrently if not exists i on t (a)", "CREATE INDEX CONCURRENTLY"),
        ("CREATE INDEX CONCURRENTLY ON t (a)", "CREATE INDEX CONCURRENTLY"),
        ("DROP INDEX CONCURRENTLY IF EXISTS i", "DROP INDEX CONCURRENTLY"),
        ("REINDEX TABLE CONCURRENTLY t", "REINDEX CONCURRENTLY"),
        ("REINDEX (VERBOSE, CONCURRENTLY) INDEX i", "REINDEX CONCURRENTLY"),
        ("REINDEX (CONCURRENTLY true) INDEX i", "REINDEX CONCURRENTLY"),
        ("REINDEX SCHEMA s", "REINDEX of a schema or database"),
        ("REINDEX DATABASE d", "REINDEX of a schema or database"),
        ("REINDEX (VERBOSE) SYSTEM d", "REINDEX of a schema or database"),
        ("ALTER TABLE p DETACH PARTITION c CONCURRENTLY", "DETACH PARTITION CONCURRENTLY"),
        ("ALTER TABLE IF EXISTS s.\"P\" DETACH PARTITION s.c CONCURRENTLY", "DETACH PARTITION CONCURRENTLY"),
        ("VACUUM", "VACUUM"),
        ("VACUUM (ANALYZE) t", "VACUUM"),
        ("CLUSTER", "CLUSTER without a table"),
        ("CLUSTER VERBOSE", "CLUSTER without a table"),
        ("CLUSTER (VERBOSE)", "CLUSTER without a table"),
        ("CREATE DATABASE d", "CREATE DATABASE"),
        ("DROP DATABASE IF EXISTS d", "DROP DATABASE"),
        ("ALTER DATABASE d SET TABLESPACE x", "ALTER DATABASE SET TABLESPACE"),
        ("CREATE TABLESPACE x LOCATION '/x'", "CREATE TABLESPACE"),
        ("DROP TABLESPACE x", "DROP TABLESPACE"),
        ("ALTER SYSTEM SET work_mem = '1MB'", "ALTER SYSTEM"),
        ("DISCARD ALL", "DISCARD ALL"),
        ("COMMIT PREPARED 'x'", "COMMIT PREPARED"),
        ("ROLLBACK PREPARED 'x'", "ROLLBACK PREPARED"),
        ("CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p", "CREATE SUBSCRIPTION"),
        ("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (enabled = false, create_slot)", "CREATE SUBSCRIPTION"),
        ("DROP SUBSCRIPTION s", "DROP SUBSCRIPTION"),
        ("ALTER SUBSCRIPTION s REFRESH PUBLICATION", "ALTER SUBSCRIPTION"),
        ("ALTER SUBSCRIPTION s SET PUBLICATION a, b", "ALTER SUBSCRIPTION"),
        ("ALTER SUBSCRIPTION s SET (failover = true)", "ALTER SUBSCRIPTION"),
    ];

    /// <summary>Those of them that are a syntax error to PostgreSQL 15 and 16.</summary>
    public static readonly string[] Since17 = ["CLUSTER (VERBOSE)", "ALTER SUBSCRIPTION s SET (failover = true)"];

    /// <summary>Allowed in one; the error is of something else, which the statement names and a test does not have.</summary>
    public static readonly (string Statement, string? OtherError)[] Allowed =
    [
        ("CREATE INDEX concurrently_built ON t (a)", null),
        ("CREATE INDEX \"concurrently\" ON t (a)", null),
        ("REFRESH MATERIALIZED VIEW CONCURRENTLY m", null),
        ("REINDEX TABLE t", null),
        ("REINDEX (CONCURRENTLY off) TABLE t", null),
        ("REINDEX (VERBOSE) INDEX i", null),
        ("CLUSTER t USING i", null),
        ("CLUSTER (VERBOSE) t", null),
        ("CLUSTER VERBOSE t USING i", null),
        ("ANALYZE", null),
        ("TRUNCATE t", null),
        ("ALTER TYPE e ADD VALUE 'x'", null),
        ("ALTER TABLE p DETACH PARTITION c", null),
        ("ALTER TABLE p DETACH PARTITION c FINALIZE", "55000"),
        ("ALTER DATABASE d SET work_mem = '1MB'", "3D000"),
        ("CREATE EXTENSION x", "0A000"),
        ("DISCARD PLANS", null),
        ("CREATE SUBSCRIPTION n CONNECTION 'host=x' PUBLICATION p WITH (connect = false)", null),
        ("CREATE SUBSCRIPTION n CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (create_slot = 'off')", "08006"),
        ("ALTER SUBSCRIPTION s SET PUBLICATION a WITH (refresh = false)", null),
        ("ALTER SUBSCRIPTION s SET (slot_name = NONE)", "55000"),
        ("ALTER SUBSCRIPTION s DISABLE", null),
        ("SAVEPOINT s", null),
        ("ROLLBACK TO s", null),
        ("ROLLBACK WORK TO SAVEPOINT s", null),
        ("RELEASE SAVEPOINT s", null),
        ("SELECT 'VACUUM'", null),
    ];

    /// <summary>Refused in one because <c>p</c> is partitioned, which no text tells.</summary>
    public static readonly string[] RefusedForWhatTheyName =
        ["REINDEX TABLE p", "REINDEX INDEX p_a_idx", "CLUSTER p USING p_a_idx"];
}

using static Lockstep.PostgresMigrations.Tests.Scripts.Support.Sql;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

/// <summary>Both lists were run inside BEGIN on PostgreSQL 15, 16, 17 and 18, as far as each knows the statement.</summary>
public sealed class StatementsThatCannotRunInATransaction
{
    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE INDEX CONCURRENTLY")]
    [InlineData("create /* ; */ unique index\nconcurrently if not exists i on t (a)", "CREATE INDEX CONCURRENTLY")]
    [InlineData("CREATE INDEX CONCURRENTLY ON t (a)", "CREATE INDEX CONCURRENTLY")]
    [InlineData("DROP INDEX CONCURRENTLY IF EXISTS i", "DROP INDEX CONCURRENTLY")]
    [InlineData("REINDEX TABLE CONCURRENTLY t", "REINDEX CONCURRENTLY")]
    [InlineData("REINDEX (VERBOSE, CONCURRENTLY) INDEX i", "REINDEX CONCURRENTLY")]
    [InlineData("REINDEX (CONCURRENTLY true) INDEX i", "REINDEX CONCURRENTLY")]
    [InlineData("REINDEX SCHEMA s", "REINDEX of a schema or database")]
    [InlineData("REINDEX DATABASE d", "REINDEX of a schema or database")]
    [InlineData("REINDEX (VERBOSE) SYSTEM d", "REINDEX of a schema or database")]
    [InlineData("ALTER TABLE p DETACH PARTITION c CONCURRENTLY", "DETACH PARTITION CONCURRENTLY")]
    [InlineData("ALTER TABLE IF EXISTS s.\"P\" DETACH PARTITION s.c CONCURRENTLY", "DETACH PARTITION CONCURRENTLY")]
    [InlineData("VACUUM", "VACUUM")]
    [InlineData("VACUUM (ANALYZE) t", "VACUUM")]
    [InlineData("CLUSTER", "CLUSTER without a table")]
    [InlineData("CLUSTER VERBOSE", "CLUSTER without a table")]
    [InlineData("CLUSTER (VERBOSE)", "CLUSTER without a table")]
    [InlineData("CREATE DATABASE d", "CREATE DATABASE")]
    [InlineData("DROP DATABASE IF EXISTS d", "DROP DATABASE")]
    [InlineData("ALTER DATABASE d SET TABLESPACE x", "ALTER DATABASE SET TABLESPACE")]
    [InlineData("CREATE TABLESPACE x LOCATION '/x'", "CREATE TABLESPACE")]
    [InlineData("DROP TABLESPACE x", "DROP TABLESPACE")]
    [InlineData("ALTER SYSTEM SET work_mem = '1MB'", "ALTER SYSTEM")]
    [InlineData("DISCARD ALL", "DISCARD ALL")]
    [InlineData("COMMIT PREPARED 'x'", "COMMIT PREPARED")]
    [InlineData("ROLLBACK PREPARED 'x'", "ROLLBACK PREPARED")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p", "CREATE SUBSCRIPTION")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (enabled = false, create_slot)", "CREATE SUBSCRIPTION")]
    [InlineData("DROP SUBSCRIPTION s", "DROP SUBSCRIPTION")]
    [InlineData("ALTER SUBSCRIPTION s REFRESH PUBLICATION", "ALTER SUBSCRIPTION")]
    [InlineData("ALTER SUBSCRIPTION s SET PUBLICATION a, b", "ALTER SUBSCRIPTION")]
    [InlineData("ALTER SUBSCRIPTION s SET (failover = true)", "ALTER SUBSCRIPTION")]
    public void NeedTheDirective(string statement, string name)
    {
        Single(statement).OutsideTransaction.ShouldBe(name);
        Findings($"SELECT 1;\n  {statement};").ShouldBe(
            [$"{ScriptName}:2:3: {name} cannot run inside a transaction. "
                + "Put '-- lockstep: no-transaction' at the top of the script."]);
        Findings($"-- lockstep: no-transaction\n{statement};").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("CREATE INDEX concurrently_built ON t (a)")]
    [InlineData("CREATE INDEX \"concurrently\" ON t (a)")]
    [InlineData("REFRESH MATERIALIZED VIEW CONCURRENTLY m")]
    [InlineData("REINDEX TABLE t")]
    [InlineData("REINDEX (CONCURRENTLY off) TABLE t")]
    [InlineData("REINDEX (VERBOSE) INDEX i")]
    [InlineData("CLUSTER t USING i")]
    [InlineData("CLUSTER (VERBOSE) t")]
    [InlineData("CLUSTER VERBOSE t USING i")]
    [InlineData("ANALYZE")]
    [InlineData("TRUNCATE t")]
    [InlineData("ALTER TYPE e ADD VALUE 'x'")]
    [InlineData("ALTER TABLE p DETACH PARTITION c")]
    [InlineData("ALTER TABLE p DETACH PARTITION c FINALIZE")]
    [InlineData("ALTER DATABASE d SET work_mem = '1MB'")]
    [InlineData("CREATE EXTENSION x")]
    [InlineData("DISCARD PLANS")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p WITH (connect = false)")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p WITH (create_slot = 'off')")]
    [InlineData("ALTER SUBSCRIPTION s SET PUBLICATION a WITH (refresh = false)")]
    [InlineData("ALTER SUBSCRIPTION s SET (slot_name = NONE)")]
    [InlineData("ALTER SUBSCRIPTION s DISABLE")]
    [InlineData("SAVEPOINT s")]
    [InlineData("ROLLBACK TO s")]
    [InlineData("ROLLBACK WORK TO SAVEPOINT s")]
    [InlineData("RELEASE SAVEPOINT s")]
    [InlineData("SELECT 'VACUUM'")]
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

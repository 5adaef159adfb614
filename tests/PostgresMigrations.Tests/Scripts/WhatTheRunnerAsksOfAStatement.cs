using Lockstep.PostgresMigrations.Scripts.Classifying;
using static Lockstep.PostgresMigrations.Tests.Scripts.Support.Sql;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

public sealed class WhatTheRunnerAsksOfAStatement
{
    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY i ON t (a)", "i", null, "t")]
    [InlineData(
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"My \"\"I\" ON ONLY S.\"T\" USING btree (a)",
        "My \"I", "s", "T")]
    [InlineData("CREATE INDEX CONCURRENTLY ON é.Ünder (a)", null, "é", "Ünder")]
    [InlineData(
        "CREATE INDEX CONCURRENTLY a123456789b123456789c123456789d123456789e123456789f123456789é23456789 ON t (a)",
        "a123456789b123456789c123456789d123456789e123456789f123456789é2",
        null,
        "t")]
    public void TheNameOfTheIndexThatABrokenBuildLeaves(string sql, string? name, string? schema, string table) =>
        Single(sql).ConcurrentIndex.ShouldBe(new ConcurrentIndex(name, new QualifiedName(schema, table)));

    [Theory]
    [InlineData("CREATE INDEX i ON t (a)")]
    [InlineData("DROP INDEX CONCURRENTLY i")]
    [InlineData("CREATE TABLE t (a int)")]
    public void NoIndexWhereNoneIsBuiltConcurrently(string sql) => Single(sql).ConcurrentIndex.ShouldBeNull();

    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY i ON t (a)", true)]
    [InlineData("DROP INDEX CONCURRENTLY i", true)]
    [InlineData("REINDEX (CONCURRENTLY) TABLE t", true)]
    [InlineData("ALTER TABLE p DETACH PARTITION c CONCURRENTLY", true)]
    [InlineData("VACUUM t", false)]
    [InlineData("REFRESH MATERIALIZED VIEW CONCURRENTLY m", false)]
    public void WhetherItWaitsForOlderTransactions(string sql, bool waits) => Single(sql).WaitsForOthers.ShouldBe(waits);

    [Theory]
    [InlineData("ALTER TYPE e ADD VALUE 'x'", true)]
    [InlineData("alter type s.\"E\" add value if not exists 'x' after 'y'", true)]
    [InlineData("ALTER TYPE e RENAME VALUE 'x' TO 'y'", false)]
    [InlineData("ALTER TYPE t ADD ATTRIBUTE value int", false)]
    public void WhetherItAddsAValueToAnEnum(string sql, bool adds) => Single(sql).AddsEnumValue.ShouldBe(adds);

    [Theory]
    [InlineData("UPDATE t SET a = 1", true)]
    [InlineData("/* x */ insert into t SELECT 1", true)]
    [InlineData("MERGE INTO t USING u ON a = b WHEN MATCHED THEN DO NOTHING", true)]
    [InlineData("WITH x AS (SELECT 1) DELETE FROM t USING x", true)]
    [InlineData("WITH RECURSIVE x (a) AS NOT MATERIALIZED (SELECT 1), y AS (SELECT 2) UPDATE t SET a = 1", true)]
    [InlineData("WITH x AS (UPDATE t SET a = 1 RETURNING a) SELECT * FROM x", false)]
    [InlineData("SELECT 1", false)]
    [InlineData("CREATE TABLE t AS SELECT 1", false)]
    [InlineData("DO $$ BEGIN UPDATE t SET a = 1; END $$", false)]
    [InlineData("CALL p()", false)]
    [InlineData("COPY t FROM '/f'", false)]
    public void WhetherItChangesRowsAndSaysHowMany(string sql, bool changes) => Single(sql).ChangesRows.ShouldBe(changes);

    // Counted in pg_locks on PostgreSQL 15 and 18: the estimate may be higher, never lower.
    [Theory]
    [InlineData("CREATE TABLE t (i int)", 1)]
    [InlineData("CREATE TABLE t (i text)", 3)]
    [InlineData("CREATE TABLE t (i int PRIMARY KEY, b text)", 4)]
    [InlineData("CREATE TABLE t (i bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b text)", 5)]
    [InlineData("CREATE TABLE t (i serial PRIMARY KEY, b text, UNIQUE (b), UNIQUE (i, b))", 7)]
    [InlineData("CREATE TABLE t (i int REFERENCES o (id))", 2)]
    [InlineData("CREATE TABLE t PARTITION OF p FOR VALUES FROM (1) TO (2)", 2)]
    [InlineData("CREATE SCHEMA s CREATE TABLE t (i text) CREATE TABLE u (i text)", 6)]
    [InlineData("CREATE VIEW v AS SELECT 1", 1)]
    [InlineData("CREATE INDEX i ON t (a)", 2)]
    [InlineData("CREATE SEQUENCE s", 1)]
    [InlineData("CREATE MATERIALIZED VIEW m AS SELECT 1", 8)]
    [InlineData("ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)", 2)]
    [InlineData("ALTER TABLE t OWNER TO r", 1)]
    [InlineData("DROP TABLE t", 8)]
    [InlineData("DROP TABLE t, u", 16)]
    public void HowManyEntriesOfTheLockTableItNeeds(string sql, int counted)
    {
        var weight = Single(sql).LockWeight;
        weight.ShouldBeGreaterThanOrEqualTo(counted);
        weight.ShouldBeLessThanOrEqualTo(counted + 3);
    }
}

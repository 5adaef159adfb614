using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Baselines;

/// <summary>A schema that another tool migrated until now: the refusal says which Baseline its journal stands for.</summary>
public sealed class AJournalOfAnotherTool(SharedPostgres postgres)
{
    [Theory]
    [InlineData(
        "CREATE TABLE schemaversions (schemaversionsid serial, scriptname varchar(255), applied timestamp); "
            + "INSERT INTO schemaversions (scriptname) VALUES ('Shop.V2.Scripts.0001_create_customers.sql'), "
            + "('Shop.V2.Scripts.0003_create_orders.sql'), ('Shop.V2.Scripts.0099_gone.sql'), ('seed data.sql')",
        "Table schemaversions is the journal of DbUp; the newest in it that this image has, too, is 0003_create_orders.sql: "
            + "that would be Baseline: 3.")]
    [InlineData(
        "CREATE TABLE flyway_schema_history (version varchar(50)); "
            + "INSERT INTO flyway_schema_history VALUES ('1'), ('2'), ('2.1'), (NULL)",
        "the newest in it that this image has, too, is 0002_fill_customers.sql")]
    [InlineData(
        "CREATE TABLE schema_migrations (version bigint, dirty boolean); INSERT INTO schema_migrations VALUES (4, false)",
        "Table schema_migrations is the journal of another tool; the newest in it that this image has, too, is 0004_add_email.sql")]
    [InlineData(
        "CREATE TABLE alembic_version (version_num varchar(32)); INSERT INTO alembic_version VALUES ('3f2a9c1b77aa')",
        "Table alembic_version is the journal of Alembic; nothing in it has the number of a script of this image.")]
    [InlineData(
        "CREATE TABLE \"__EFMigrationsHistory\" (\"MigrationId\" text); INSERT INTO \"__EFMigrationsHistory\" VALUES ('0002_Fill')",
        "is the journal of Entity Framework; the newest in it that this image has, too, is 0002_fill_customers.sql")]
    [InlineData(
        "CREATE TABLE flyway_schema_history (version varchar(50), success boolean); "
            + "INSERT INTO flyway_schema_history VALUES ('1', true), ('2', false)",
        "the newest in it that this image has, too, is 0001_create_customers.sql: that would be Baseline: 1. It has 2 as failed, and "
            + "half of that may be in the schema: settle it with that tool first.")]
    [InlineData(
        "CREATE TABLE schema_migrations (version bigint, dirty boolean); INSERT INTO schema_migrations VALUES (4, true)",
        "nothing in it has the number of a script of this image. It has 4 as failed")]
    public async Task TellsWhichBaselineToSet(string journal, string advice)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await database.ExecuteAsync($"CREATE TABLE customers (); {journal}");
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(Shop.New(), TestStack.Revision(1));

        answer.ShouldFail("has relations that no script made");
        answer.Reason!.ShouldContain(advice);
    }

    [Theory]
    [InlineData("CREATE VIEW schemaversions AS SELECT trap()::text AS scriptname")]
    [InlineData(
        "CREATE TABLE schemaversions (scriptname text); INSERT INTO schemaversions VALUES ('1'); "
            + "ALTER TABLE schemaversions ENABLE ROW LEVEL SECURITY; ALTER TABLE schemaversions FORCE ROW LEVEL SECURITY; "
            + "CREATE POLICY p ON schemaversions USING (trap() > 0)")]
    public async Task IsNotReadWhereThatWouldRunSomebodysCode(string journal)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await database.ExecuteAsync(
            "CREATE FUNCTION trap() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'run'; END $$; " + journal);
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(Shop.New(), TestStack.Revision(1));

        answer.ShouldFail("has relations that no script made");
        answer.Reason!.ShouldNotContain("DbUp");
    }
}

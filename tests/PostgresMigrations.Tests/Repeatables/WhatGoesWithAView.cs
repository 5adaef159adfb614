using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Repeatables;

/// <summary>
/// A rollback has to drop a view or a function to make it again: what others have put on it, or it was given by hand, stays.
/// </summary>
public sealed class WhatGoesWithAView(SharedPostgres postgres)
{
    const string Table = "CREATE TABLE customers (id int PRIMARY KEY, name text)";

    const string Unchanged = "CREATE OR REPLACE VIEW b AS SELECT id FROM a";

    const string Function =
        "CREATE OR REPLACE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION f FROM PUBLIC";

    static readonly Image Old = Image.With(
        ("1_create.sql", Table), ("repeatable/a.sql", "CREATE OR REPLACE VIEW a AS SELECT id, name FROM customers"),
        ("repeatable/b.sql", Unchanged), ("repeatable/f.sql", Function));

    static readonly Image New = Image.With(
        ("1_create.sql", Table), ("2_add.sql", "ALTER TABLE customers ADD COLUMN email text"),
        ("2_add.down.sql", "ALTER TABLE customers DROP COLUMN email"),
        ("repeatable/a.sql", "CREATE OR REPLACE VIEW a AS SELECT id, name, email FROM customers"),
        ("repeatable/b.sql", Unchanged),
        ("repeatable/f.sql", $"{Function}; CREATE OR REPLACE FUNCTION f(x text) RETURNS int LANGUAGE sql AS 'SELECT 1'"));

    [Theory]
    [InlineData("GRANT SELECT ON a TO app")]
    [InlineData("GRANT SELECT, INSERT ON a TO app WITH GRANT OPTION")]
    [InlineData("GRANT SELECT (name) ON a TO app")]
    [InlineData("GRANT SELECT ON b TO PUBLIC; GRANT UPDATE (id) ON b TO app")]
    [InlineData("REVOKE UPDATE ON b FROM CURRENT_USER")]
    [InlineData("ALTER VIEW b OWNER TO app")]
    [InlineData("COMMENT ON VIEW a IS 'it''s \"his\"'; COMMENT ON COLUMN b.id IS E'back\\\\slash'")]
    [InlineData("CREATE RULE r AS ON INSERT TO b DO INSTEAD NOTHING")]
    [InlineData(
        "CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
            + "CREATE TRIGGER t INSTEAD OF INSERT ON a FOR EACH ROW EXECUTE FUNCTION t()")]
    [InlineData("GRANT EXECUTE ON FUNCTION f TO app; COMMENT ON FUNCTION f IS 'mine'")]
    public async Task StaysOverARollback(string byHand)
    {
        var (database, stack, role) = await StartAsync();
        using var _ = stack;
        await database.ExecuteAsync(byHand.Replace("app", role, StringComparison.Ordinal));
        var before = await database.CatalogueAsync();
        (await stack.UpdateAsync(New, TestStack.Revision(2))).ShouldSucceed();

        var answer = await stack.RollBackAsync(Old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task IsNotGivenMoreThanItHadByDefaultPrivileges()
    {
        var (database, stack, role) = await StartAsync();
        using var _ = stack;
        await database.ExecuteAsync($"ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO {role}");
        var before = await database.CatalogueAsync();
        (await stack.UpdateAsync(New, TestStack.Revision(2))).ShouldSucceed();

        (await stack.RollBackAsync(Old, TestStack.Revision(2), TestStack.Revision(1))).Reason.ShouldBeNull();

        (await database.ValueAsync($"SELECT has_table_privilege('{role}', 'a', 'SELECT')")).ShouldBe("False");
        (await database.CatalogueAsync()).Where(line => line.StartsWith("column", StringComparison.Ordinal))
            .ShouldBe(before.Where(line => line.StartsWith("column", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task LeavesTheRowsOfTheJournalAsTheyWereWhereTheTextHasNotChanged()
    {
        var (database, stack, _) = await StartAsync();
        using var _1 = stack;
        const string Row = "SELECT id, state FROM lockstep.journal WHERE name = 'repeatable/b.sql'";
        var before = await database.RowsAsync(Row);
        await stack.UpdateAsync(New, TestStack.Revision(2));

        await stack.RollBackAsync(Old, TestStack.Revision(2), TestStack.Revision(1));

        (await database.RowsAsync(Row)).ShouldBe(before);
    }

    [Fact]
    public async Task KeepsEverythingWhereAViewOfSomebodyElseStandsOnIt()
    {
        var (database, stack, _) = await StartAsync();
        using var _1 = stack;
        (await stack.UpdateAsync(New, TestStack.Revision(2))).ShouldSucceed();
        await database.ExecuteAsync("CREATE VIEW report AS SELECT email FROM a");
        var before = await database.CatalogueAsync();

        var answer = await stack.RollBackAsync(Old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("DROP of repeatable/a.sql:1:1: 2BP01 cannot drop view a because other objects depend on it");
        answer.Reason!.ShouldContain("view public.report depends on a repeatable (repeatable/a.sql)");
        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.JournalAsync()).ShouldContain(row => row == "repeatable/a.sql|kept");
        (await database.JournalAsync()).ShouldContain(row => row == "2_add.sql|kept");
    }

    async Task<(TestDatabase Database, TestStack Stack, string Role)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var role = (await postgres.Server.CreateLoginAsync("", TestContext.Current.CancellationToken)).Name;
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Old, TestStack.Revision(1))).ShouldSucceed();
        return (database, stack, role);
    }
}

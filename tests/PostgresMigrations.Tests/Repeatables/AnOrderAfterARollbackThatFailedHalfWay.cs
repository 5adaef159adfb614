using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Repeatables;

/// <summary>What such a rollback had committed was applied again: the rows that tell so are newer than what came after them.</summary>
public sealed class AnOrderAfterARollbackThatFailedHalfWay(SharedPostgres postgres)
{
    static readonly Image First = Image.With(
        ("1_create.sql", "CREATE TABLE customers (id int PRIMARY KEY, name text)"), ("1_create.down.sql", "DROP TABLE customers"),
        ("repeatable/a_view.sql", "CREATE OR REPLACE VIEW a AS SELECT id FROM customers"),
        ("repeatable/b_function.sql", "CREATE OR REPLACE FUNCTION b() RETURNS text LANGUAGE sql AS 'SELECT ''first'''"));

    // The third makes what was reverted before it commit; the second cannot be reverted once it has data.
    static readonly Image Second = First.And(
        ("2_email.sql", "ALTER TABLE customers ADD COLUMN email text"),
        ("2_email.down.sql", "ALTER TABLE customers DROP COLUMN email"),
        ("3_nothing.sql", "SELECT 1"), ("3_nothing.down.sql", "-- lockstep: no-transaction\nSELECT 1"),
        ("4_phone.sql", "ALTER TABLE customers ADD COLUMN phone text"),
        ("4_phone.down.sql", "ALTER TABLE customers DROP COLUMN phone"));

    static readonly Image WithView = Second.And(
        ("repeatable/a_view.sql", "CREATE OR REPLACE VIEW a AS SELECT id, phone FROM customers"));

    static readonly Image WithFunction = Second.And(
        ("repeatable/b_function.sql", "CREATE OR REPLACE FUNCTION b() RETURNS text LANGUAGE sql AS 'SELECT ''second'''"));

    [Theory]
    [InlineData(true, "3")]
    [InlineData(true, "1")]
    [InlineData(false, "3")]
    [InlineData(false, "1")]
    public async Task GivesBackTheTextsThatWereThereBeforeTheScripts(bool isView, string target)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(First, TestStack.Revision(1));
        await database.ExecuteAsync("INSERT INTO customers VALUES (1)");
        var before = await RepeatablesAsync(database);
        var image = isView ? WithView : WithFunction;
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();
        await database.ExecuteAsync("UPDATE customers SET email = 'a@example.com'");
        (await stack.RollBackAsync(image, TestStack.Revision(2), TestStack.Revision(1)))["DatabaseVersion"].ShouldBe("4");
        await database.ExecuteAsync("UPDATE customers SET email = NULL");

        var answer = await stack.UpdateAsync(image, TestStack.Revision(3, ("TargetVersion", target)));

        answer.ShouldSucceed();
        answer["DatabaseVersion"].ShouldBe(target);
        (await RepeatablesAsync(database)).ShouldBe(before);
    }

    static Task<IReadOnlyList<string>> RepeatablesAsync(TestDatabase database) =>
        database.RowsAsync("SELECT pg_get_viewdef('a'::regclass) UNION ALL SELECT b()");
}

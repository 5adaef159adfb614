using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Repeatables;

/// <summary>A down fails behind one that has committed, and that one's script cannot be run again.</summary>
public sealed class ARollbackThatFailsTwice(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";

    static readonly Image First = Image.With(
        ("1_create.sql", "CREATE TABLE customers (name text); CREATE TABLE log (id int PRIMARY KEY)"),
        ("repeatable/names.sql", "CREATE OR REPLACE VIEW names AS SELECT name FROM customers"));

    // The type can be changed only while the view is away.
    static readonly Image Second = First.And(
        ("2_nothing.sql", "SELECT 1"), ("2_nothing.down.sql", "SELECT 1/0"),
        ("3_log.sql", $"{Alone}INSERT INTO log VALUES (1)"),
        ("3_log.down.sql", $"{Alone}ALTER TABLE customers ALTER name TYPE varchar(50)"));

    [Fact]
    public async Task GivesBackTheViewsThatWereInTheWay()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(First, TestStack.Revision(1));
        await database.ExecuteAsync("GRANT SELECT ON names TO PUBLIC");
        (await stack.UpdateAsync(Second, TestStack.Revision(2))).ShouldSucceed();

        var answer = await stack.RollBackAsync(First, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain(
            "2_nothing.down.sql:1:1: 22012 division by zero. What was reverted by then could not be applied again: 3_log.sql:2:1: 23505");
        answer.Reason!.ShouldNotContain("repeatable/names.sql");
        (await database.ValueAsync("SELECT relacl::text LIKE '%=r/%' FROM pg_class WHERE relname = 'names'")).ShouldBe("True");
    }
}

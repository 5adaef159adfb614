using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

public sealed class ASchemaOfItsOwn(SharedPostgres postgres)
{
    [Theory]
    [InlineData("tenant_a")]
    [InlineData("Tenant A")]
    [InlineData("select")]
    [InlineData("a\"b'c$lockstep$")]
    [InlineData("schéma")]
    public async Task IsCreatedAndHoldsWhatTheScriptsMake(string schema)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", schema)));

        answer.ShouldSucceed();
        (await database.RowsAsync(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                + "WHERE c.relname = 'customers'"))
            .ShouldBe([$"{schema}|customers"]);
        (await database.ValueAsync("SELECT schema || ' ' || version FROM lockstep.version")).ShouldBe($"{schema} 2");
        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("Schema", schema)))).ShouldSucceed();
        var (from, to) = (TestStack.Revision(2, ("Schema", schema)), TestStack.Revision(1, ("Schema", schema)));
        (await stack.RollBackAsync(Shop.Old(), from, to))["DatabaseVersion"].ShouldBe("2");
        (await stack.DeleteAsync(Shop.Old(), TestStack.Revision(1, ("Schema", schema), ("OnDelete", "DropSchema"))))
            .ShouldSucceed();
        (await database.RowsAsync(
            "SELECT nspname FROM pg_namespace WHERE nspname NOT IN ('public', 'lockstep', 'information_schema') "
                + "AND nspname !~ '^pg_'"))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task IsNotLeftByAScriptThatChangesItsSettings()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await database.ExecuteAsync("CREATE SCHEMA side; CREATE ROLE side_role_" + Guid.NewGuid().ToString("N"));
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_a.sql", "SET search_path TO side; SET lock_timeout = '1ms'; "
                + "SELECT pg_catalog.set_config('search_path', '', false); "
                + "CREATE TABLE side.a ()"),
            ("2_b.sql", "SET ROLE pg_monitor"),
            ("3_c.sql", "CREATE TABLE c AS SELECT current_setting('lock_timeout') AS lock_timeout, current_user::text AS who"));

        (await stack.CreateAsync(image, TestStack.Revision(1, ("LockTimeout", "7")))).ShouldSucceed();

        (await database.ValueAsync("SELECT lock_timeout || ' ' || (who = current_user) FROM public.c")).ShouldBe("7s true");
    }
}

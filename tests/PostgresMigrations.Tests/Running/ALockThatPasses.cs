using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>Somebody holds a lock for longer than a statement waits, and lets go while there is time.</summary>
public sealed class ALockThatPasses(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";

    static readonly (string, string) Impatient = ("LockTimeout", "200ms");

    [Fact]
    public async Task DoesNotFailACreateThatDeclaresABaseline()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await database.ExecuteAsync("CREATE TABLE customers (id int PRIMARY KEY, name text); INSERT INTO customers VALUES (1)");

        var properties = TestStack.Revision(1, Impatient, ("Baseline", "2"));

        (await OutlastAsync(database, "customers", stack, () => stack.CreateAsync(Shop.New(), properties))).ShouldSucceed();
    }

    [Fact]
    public async Task DoesNotFailACreateThatMakesItsSchema()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await database.ExecuteAsync("CREATE TABLE others (id int)");
        var image = Image.With(("1_more.sql", "ALTER TABLE public.others ADD COLUMN more int"));

        var properties = TestStack.Revision(1, Impatient, ("Schema", "mine"));

        (await OutlastAsync(database, "others", stack, () => stack.CreateAsync(image, properties))).ShouldSucceed();
    }

    [Fact]
    public async Task DoesNotFailADeleteThatReverts()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, Impatient, ("OnDelete", "Revert")));

        (await OutlastAsync(database, "customers", stack, () => stack.DeleteAsync(Shop.Old()))).ShouldSucceed();

        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task DoesNotKeepADownWithoutATransactionFromBeingRun()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var (one, two) = (TestStack.Revision(1, Impatient), TestStack.Revision(2, Impatient));
        await stack.CreateAsync(Shop.Old(), one);
        var before = await database.CatalogueAsync();
        var image = Shop.Old().And(
            ("3_a.sql", $"{Alone}ALTER TABLE customers ADD COLUMN a int"),
            ("3_a.down.sql", $"{Alone}ALTER TABLE customers DROP COLUMN a"));
        await stack.UpdateAsync(image, two);

        var answer = await OutlastAsync(database, "customers", stack, () => stack.RollBackAsync(Shop.Old(), two, one));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
    }

    static async Task<Answer> OutlastAsync(TestDatabase database, string table, TestStack stack, Func<Task<Answer>> workAsync)
    {
        await using var somebody = await database.SessionAsync($"BEGIN; LOCK TABLE {table} IN ACCESS SHARE MODE");
        var work = workAsync();
        await stack.Log.UntilItSaysAsync("is run again after attempt 1", work);
        await somebody.CloseAsync();
        return await work;
    }
}

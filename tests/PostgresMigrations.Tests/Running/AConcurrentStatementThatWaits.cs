using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>
/// It waits for every older transaction, also of other tables; a lock_timeout that reached it would leave an INVALID index.
/// </summary>
public sealed class AConcurrentStatementThatWaits(SharedPostgres postgres)
{
    const string Short = "200ms";

    const string WaitsForLongerThanThat =
        "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'lockstep' AND datname = current_database() "
            + "AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > interval '600 ms'";

    static readonly Image Items = Image.With((
        "1_items.sql",
        "CREATE TABLE items (x int); CREATE INDEX old ON items (x); "
            + "CREATE TABLE parts (x int) PARTITION BY LIST (x); CREATE TABLE part PARTITION OF parts FOR VALUES IN (1)"));

    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY new ON items (x)", "new, old|true|part")]
    [InlineData("REINDEX TABLE CONCURRENTLY items", "old|true|part")]
    [InlineData("DROP INDEX CONCURRENTLY old", "|part")]
    [InlineData("ALTER TABLE parts DETACH PARTITION part CONCURRENTLY", "old|true|")]
    public async Task OutlastsALockTimeoutAndSucceeds(string statement, string after) =>
        await OutlastsAsync("", statement, after, ("LockTimeout", Short));

    [Theory]
    [InlineData($"-- lockstep: lock-timeout {Short}\n")]
    [InlineData($"SET lock_timeout = '{Short}';\n")]
    public async Task OutlastsOneOfItsScriptToo(string head) =>
        await OutlastsAsync(head, "CREATE INDEX CONCURRENTLY new ON items (x)", "new, old|true|part");

    async Task OutlastsAsync(string head, string statement, string after, params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Items, TestStack.Revision(1))).ShouldSucceed();
        await database.ExecuteAsync("CREATE TABLE other ()");
        await using var reader = await database.SessionAsync(
            "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM other, items, parts");

        var update = stack.UpdateAsync(
            Items.And(("2_alone.sql", $"-- lockstep: no-transaction\n{head}{statement}")), TestStack.Revision(2, properties));
        await database.UntilAsync(WaitsForLongerThanThat);
        await reader.DisposeAsync();

        (await update).ShouldSucceed();
        stack.Log.Text.ShouldNotContain("is run again after attempt");
        (await database.ValueAsync(
            """
            SELECT
              (SELECT string_agg(indexrelid::regclass::text, ', ' ORDER BY indexrelid::regclass::text)
                 || '|' || bool_and(indisvalid)::text
               FROM pg_index WHERE indrelid = 'items'::regclass),
              (SELECT string_agg(inhrelid::regclass::text, ', ') FROM pg_inherits WHERE inhparent = 'parts'::regclass)
            """)).ShouldBe(after);
    }
}

using Lockstep.EndToEnd.Tests.Living;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Inspecting;
using Npgsql;

namespace Lockstep.EndToEnd.Tests;

/// <summary>
/// Another resource of the stack fails while the migration's Update is in the middle of a script: CloudFormation waits no longer
/// for its answer, and sends the Update that takes it back while the function is still at work.
/// </summary>
/// <remarks>The engine, the function as processes and PostgreSQL together.</remarks>
public sealed class AnUpdateWhoseSiblingFails(SharedPostgres postgres) : IAsyncLifetime
{
    const string Latch = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted "
        + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    const string Migrators = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'lockstep%'";

    static readonly (string, string)[] First =
    [
        ("1_items.sql", "CREATE TABLE items (id int)"), ("1_items.down.sql", "DROP TABLE items"),
        ("repeatable/all_items.sql", "CREATE OR REPLACE VIEW all_items AS SELECT id FROM items"),
        ("repeatable/all_items.down.sql", "DROP VIEW all_items"),
    ];

    readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    LifeDatabase? _database;
    StackStage? _stage;

    LifeDatabase Database => _database!;

    StackStage Stage => _stage!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Batch")]
    [InlineData("Script")]
    public async Task TakesBackWhatItHadDone(string mode)
    {
        await Stage.Stack.CreateAsync(Template(1, mode), Token);
        await Database.ExecuteAsync("INSERT INTO items VALUES (1)");
        var before = await Database.LookAsync();
        await using var latch = await HoldAsync();

        var updating = Stage.Stack.UpdateAsync(Template(2, mode), Token);
        await Eventually.TrueAsync(async () => await Database.ColumnAsync(Latch) is ["1"], "the script waits");
        _failure.SetResult();
        await updating;

        Stage.Stack.Status.ShouldBe(Status.UpdateRollbackComplete, string.Join('\n', Stage.Stack.Events));
        var (update, rollback) = (Stage.Wire.Exchanges[1], Stage.Wire.Exchanges[2]);
        (update.Request.Kind, update.IsAbandoned).ShouldBe((RequestKind.Update, true));
        (rollback.Request.Kind, Stage.Wire.Exchanges.Count).ShouldBe((RequestKind.Update, 3));
        rollback.Verdict.ShouldBeOfType<AcceptedAnswer>().Answer.Reason.ShouldBeNull();
        await CheckAsync(before);

        // The lock that the script waited for is free: whatever is left of the Update may run on, and does nothing.
        await latch.DisposeAsync();
        await update.EndAsync();
        await Eventually.TrueAsync(async () => (await Database.ColumnAsync(Migrators)).Count == 0, "no migrator is left");
        update.Deliveries.ShouldBeEmpty();
        await CheckAsync(before);
    }

    [Fact]
    public async Task IsDeployedOnceMoreWhenTheSiblingIsMended()
    {
        await Stage.Stack.CreateAsync(Template(1, "Batch"), Token);
        await using (await HoldAsync())
        {
            var updating = Stage.Stack.UpdateAsync(Template(2, "Batch"), Token);
            await Eventually.TrueAsync(async () => await Database.ColumnAsync(Latch) is ["1"], "the script waits");
            _failure.SetResult();
            await updating;
        }

        await Stage.Stack.UpdateAsync(Template(2, "Batch"), Token);

        Stage.Stack.Status.ShouldBe(Status.UpdateComplete, string.Join('\n', Stage.Stack.Events));
        (await Database.ColumnAsync("SELECT name FROM lockstep.journal WHERE state = 'applied' ORDER BY name"))
            .ShouldBe(["1_items.sql", "2_more.sql", "3_index.sql", "4_wait.sql", "repeatable/all_items.sql"]);
    }

    public async ValueTask InitializeAsync()
    {
        var login = await postgres.Server.CreateLoginAsync("CREATEROLE", Token);
        _database = await LifeDatabase.CreateAsync(postgres.Server, login, "public");
        _stage = await StackStage.SetAsync(Database.Owner, new SiblingType(RequestKind.Update, _failure.Task));
        Stage.Images.Push(LifeTemplate.Image(1), First);
        Stage.Images.Push(
            LifeTemplate.Image(2),
            [
                .. First,
                ("2_more.sql", "ALTER TABLE items ADD COLUMN more int"),
                ("2_more.down.sql", "ALTER TABLE items DROP COLUMN more"),
                ("3_index.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY byid ON items (id)"),
                ("3_index.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY byid"),
                ("4_wait.sql", "CREATE TABLE late (id int);\nSELECT pg_advisory_xact_lock(4711)"),
                ("4_wait.down.sql", "DROP TABLE late"),
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        await Database.DisposeAsync();
    }

    async Task CheckAsync(Catalogue before)
    {
        before.DifferenceTo(await Database.LookAsync()).ShouldBeEmpty();
        (await Database.ColumnAsync("SELECT id FROM items")).ShouldBe(["1"]);
        (await Database.ColumnAsync("SELECT name FROM lockstep.journal WHERE state <> 'reverted' ORDER BY name"))
            .ShouldBe(["1_items.sql", "repeatable/all_items.sql"]);
        (await Database.ColumnAsync("SELECT state FROM lockstep.deployment ORDER BY id"))
            .ShouldBe(["succeeded", "reverted", "succeeded"]);
    }

    async Task<NpgsqlConnection> HoldAsync()
    {
        var session = await Database.ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(4711)", session);
        await command.ExecuteNonQueryAsync(Token);
        return session;
    }

    static StackTemplate Template(int image, string mode) => LifeTemplate.WithMigration(image, new() { ["Transaction"] = mode })
        .Add("Sibling", SiblingType.Name, new() { ["In"] = LifeTemplate.Image(image) }).Build();
}

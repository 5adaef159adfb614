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
/// Another resource of the stack fails while the migration's Create is in the middle of a script: CloudFormation has no id for
/// it yet, makes one up, and sends its Delete while the function is still at work (remind101/empire#918).
/// </summary>
/// <remarks>The engine, the function as processes and PostgreSQL together.</remarks>
public sealed class ACreateWhoseSiblingFails(SharedPostgres postgres) : IAsyncLifetime
{
    const string Latch = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted "
        + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    const string Migrators = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'lockstep%'";

    readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    LifeDatabase? _database;
    StackStage? _stage;

    LifeDatabase Database => _database!;

    StackStage Stage => _stage!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Retain")]
    [InlineData("Revert")]
    [InlineData("DropSchema")]
    public async Task LeavesNothingOfIt(string onDelete)
    {
        var before = await Database.LookAsync();
        await using var latch = await HoldAsync();

        var creating = Stage.Stack.CreateAsync(Template(onDelete), Token);
        await Eventually.TrueAsync(async () => await Database.ColumnAsync(Latch) is ["1"], "the script waits");
        _failure.SetResult();
        await creating;

        Stage.Stack.Status.ShouldBe(Status.RollbackComplete, string.Join('\n', Stage.Stack.Events));
        var (create, delete) = (Stage.Wire.Exchanges[0], Stage.Wire.Exchanges[1]);
        (create.Request.Kind, create.IsAbandoned).ShouldBe((RequestKind.Create, true));
        delete.Request.PhysicalId.ShouldNotBeNull().ShouldStartWith("shop-Migration-");
        delete.Verdict.ShouldBeOfType<AcceptedAnswer>().Answer.Reason.ShouldBeNull();
        await CheckAsync(before);

        // The lock that the script waited for is free: whatever is left of the Create may run on, and does nothing.
        await latch.DisposeAsync();
        await create.EndAsync();
        await Eventually.TrueAsync(async () => (await Database.ColumnAsync(Migrators)).Count == 0, "no migrator is left");
        await CheckAsync(before);
    }

    public async ValueTask InitializeAsync()
    {
        var login = await postgres.Server.CreateLoginAsync("CREATEROLE", Token);
        _database = await LifeDatabase.CreateAsync(postgres.Server, login, "public");
        _stage = await StackStage.SetAsync(Database.Owner, new SiblingType(RequestKind.Create, _failure.Task));
        Stage.Images.Push(
            LifeTemplate.Image(1),
            [
                ("1_items.sql", "CREATE TABLE items (id int)"), ("1_items.down.sql", "DROP TABLE items"),
                ("2_index.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY byid ON items (id)"),
                ("2_index.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY byid"),
                ("3_wait.sql", "CREATE TABLE late (id int);\nSELECT pg_advisory_xact_lock(4711)"),
                ("3_wait.down.sql", "DROP TABLE late"),
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
        (await Database.ColumnAsync("SELECT name FROM lockstep.journal WHERE state <> 'reverted'")).ShouldBeEmpty();
    }

    async Task<NpgsqlConnection> HoldAsync()
    {
        var session = await Database.ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(4711)", session);
        await command.ExecuteNonQueryAsync(Token);
        return session;
    }

    static StackTemplate Template(string onDelete) =>
        LifeTemplate.WithMigration(1, new() { ["OnDelete"] = onDelete }).Add("Sibling", SiblingType.Name, []).Build();
}

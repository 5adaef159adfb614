using Lockstep.EndToEnd.Tests.Living;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Npgsql;

namespace Lockstep.EndToEnd.Tests.Support;

/// <summary>
/// A migration and, beside it, another resource of the stack, which fails while a script of the migration waits for a lock.
/// </summary>
/// <param name="postgres">The server.</param>
/// <param name="failing">The sibling's request that fails.</param>
/// <remarks>The engine, the function as processes and PostgreSQL together.</remarks>
public abstract class StackWithASibling(SharedPostgres postgres, RequestKind failing) : IAsyncLifetime
{
    /// <summary>In a script: it waits until nobody <see cref="HoldAsync">holds</see> the lock.</summary>
    private protected const string Wait = "SELECT pg_advisory_xact_lock(4711)";

    const string Waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted "
        + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    const string Migrators =
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'lockstep%'";

    readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    LifeDatabase? _database;
    StackStage? _stage;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected LifeDatabase Database => _database!;

    private protected StackStage Stage => _stage!;

    public async ValueTask InitializeAsync()
    {
        var login = await postgres.Server.CreateLoginAsync("CREATEROLE", Token);
        _database = await LifeDatabase.CreateAsync(postgres.Server, login, "public");
        _stage = await StackStage.SetAsync(Database.Owner, new SiblingType(failing, _failure.Task));
        Push(Stage.Images);
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The images of the function.</summary>
    private protected abstract void Push(LifeFunctions images);

    private protected async Task<NpgsqlConnection> HoldAsync()
    {
        var session = await Database.ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(4711)", session);
        await command.ExecuteNonQueryAsync(Token);
        return session;
    }

    /// <summary>The sibling fails when the script waits.</summary>
    /// <param name="deployment">It has begun, and is waited for.</param>
    private protected async Task FailAsync(Task deployment)
    {
        await Eventually.TrueAsync(async () => await Database.ColumnAsync(Waiting) is ["1"], "the script waits");
        _failure.SetResult();
        await deployment;
    }

    /// <summary>The lock is free, and what is left of a request has run on.</summary>
    private protected async Task LetGoAsync(NpgsqlConnection latch, CustomResourceExchange left)
    {
        await latch.DisposeAsync();
        await left.EndAsync();
        await Eventually.TrueAsync(async () => (await Database.ColumnAsync(Migrators)).Count == 0, "no migrator is left");
    }
}

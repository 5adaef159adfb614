using System.Text.Json.Nodes;
using Lockstep.Rehearsal.Faults;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>A run of the function that can die: what is left then is what a kill -9 leaves. Its answer goes nowhere.</summary>
sealed class MortalRun : IAsyncDisposable
{
    readonly TestDatabase _server;
    readonly string _database;
    readonly TestStack _stack;
    readonly LeapingClock _clock = new();

    MortalRun(SharedPostgres postgres, TestDatabase database, string stackId, LogLines log)
    {
        _server = new TestDatabase(postgres.Server.SuperuserConnectionString);
        _database = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;
        Link = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        _stack = new TestStack(Link.Through(database.ConnectionString)) { StackId = stackId, Clock = _clock, Log = log };
    }

    /// <param name="postgres">The server.</param>
    /// <param name="database">The database on it.</param>
    /// <param name="stackId">Whose event it is.</param>
    /// <param name="log">Where its lines go; null for the test's output.</param>
    public static MortalRun Of(SharedPostgres postgres, TestDatabase database, string stackId, LogLines? log = null) =>
        new(postgres, database, stackId, log ?? new());

    /// <summary>Its way to the database.</summary>
    public FaultProxy Link { get; }

    /// <summary>What it does with the event it was given.</summary>
    public Task<Answer?> Work { get; private set; } = Task.FromResult<Answer?>(null);

    public void Begin(Image image, JsonObject request) => Work = _stack.DeliverAsync(image, request);

    /// <summary>It hears nothing any more, and the server hears that it is gone. Its database may be, too.</summary>
    public async Task DieAsync()
    {
        Link.CutAll(CutStyle.BlackHole);
        await _server.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                + $"WHERE datname = '{_database}' AND application_name = 'lockstep'");
        _clock.End();
    }

    public async ValueTask DisposeAsync()
    {
        // Nobody hears of a dead one, whatever it comes to once its time is over.
        await ((Task)Work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Link.DisposeAsync();
        _stack.Dispose();
    }
}

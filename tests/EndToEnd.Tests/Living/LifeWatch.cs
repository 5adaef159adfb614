using Npgsql;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>Looks all the time whether two sessions of the migrator change the schema's tables at once.</summary>
sealed class LifeWatch : IAsyncDisposable
{
    const string Writers = """
        SELECT count(DISTINCT l.pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE a.datname = current_database() AND a.application_name = 'lockstep' AND l.granted AND c.relkind = 'r'
          AND n.nspname IN ('public', 'app') AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')
        """;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);

    readonly CancellationTokenSource _end = new();
    readonly Task _watching;
    long _most;

    public LifeWatch(LifeDatabase database) => _watching = WatchAsync(database);

    public void Check() => Interlocked.Read(ref _most).ShouldBeLessThan(2, "migrators at work in one schema at once");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    async Task WatchAsync(LifeDatabase database)
    {
        await using var connection = await database.ConnectAsync();
        await using var command = new NpgsqlCommand(Writers, connection);
        while (!_end.IsCancellationRequested)
        {
            var writers = (long)(await command.ExecuteScalarAsync(CancellationToken.None))!;
            Interlocked.Exchange(ref _most, Math.Max(writers, Interlocked.Read(ref _most)));
            await Task.WhenAny(Task.Delay(Pause, _end.Token));
        }
    }
}

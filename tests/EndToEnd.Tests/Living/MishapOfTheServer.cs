namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>What others do to the function at the server.</summary>
/// <param name="database">Where.</param>
/// <param name="over">The operation has ended.</param>
sealed class MishapOfTheServer(LifeDatabase database, CancellationToken over)
{
    const string EndSessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        + "WHERE datname = current_database() AND application_name = 'lockstep'";

    const string EndSilent = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        + "WHERE datname = current_database() AND application_name = 'lockstep' AND wait_event = 'ClientRead' "
        + "AND state_change < clock_timestamp() - interval '10 seconds'";

    const string Lock = "DO $$ BEGIN LOCK TABLE base; EXCEPTION WHEN undefined_table THEN END $$";

    // As the settings of each session have it: 5 s until it is asked, and three times 2 s without an answer.
    static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(11);

    public Task EndSessionsAsync() => database.AdministerAsync(EndSessions);

    /// <summary>
    /// The server notices that nobody is there: of a link through a proxy it cannot, for the proxy's own machine acknowledges.
    /// </summary>
    /// <param name="silence">When it begins.</param>
    /// <param name="end">Of the whole operation.</param>
    public async Task NoticeAsync(Task silence, CancellationToken end)
    {
        await Task.WhenAny(silence, Task.Delay(Timeout.Infinite, end));
        await Task.WhenAny(Task.Delay(KeepAlive, end));
        if (!end.IsCancellationRequested)
        {
            await database.AdministerAsync(EndSilent);
        }
    }

    /// <summary>Locks the table that was there from the beginning.</summary>
    public async Task LockAsync(TimeSpan time)
    {
        await using var somebody = await database.ConnectAsync();
        await using var batch = new Npgsql.NpgsqlCommand(Lock, somebody);
        try
        {
            await using var transaction = await somebody.BeginTransactionAsync(over);
            await batch.ExecuteNonQueryAsync(over);
            await Task.Delay(time, over);
        }
        catch (OperationCanceledException)
        {
            // The operation was over first.
        }
        catch (Npgsql.PostgresException exception) when (exception.SqlState == Npgsql.PostgresErrorCodes.DeadlockDetected)
        {
            // It was this session's turn to give way.
        }
    }
}

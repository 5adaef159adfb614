namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>What others do to the function at the server.</summary>
/// <param name="database">Where.</param>
/// <param name="over">The operation has ended.</param>
sealed class MishapOfTheServer(LifeDatabase database, CancellationToken over)
{
    const string EndSessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        + "WHERE datname = current_database() AND application_name = 'lockstep'";

    const string Lock = "DO $$ BEGIN LOCK TABLE base; EXCEPTION WHEN undefined_table THEN END $$";

    public Task EndSessionsAsync() => database.AdministerAsync(EndSessions);

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
    }
}

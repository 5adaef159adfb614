using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>Tells whether a pooler hands the session's transactions to whichever server process is free.</summary>
/// <remarks>
/// That there is a pooler shows at once: the process number it gave at sign-in is not the server's. In which mode it is, it tells
/// nobody who is not its administrator; but in transaction mode a second connection soon gets the same server process, for the
/// first holds none between transactions.
/// </remarks>
static class PoolerProbe
{
    const int Tries = 10;

    // In session mode a pool may be full: then the second connection waits for the first, which proves the same.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<bool> IsSharedAsync(
        NpgsqlConnection connection, DatabaseConnector connector, TimeProvider clock, CancellationToken cancellationToken)
    {
        var first = await ProcessAsync(connection, cancellationToken);
        if (first == connection.ProcessID)
        {
            return false;
        }

        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await using var other = await connector.OpenAsync(Connecting.Patience.None, both.Token);
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                if (await ProcessAsync(other, both.Token) == first || await ProcessAsync(connection, cancellationToken) != first)
                {
                    return true;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ConnectFailure
            && !cancellationToken.IsCancellationRequested)
        {
        }

        return false;
    }

    static async Task<int> ProcessAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(new Sql("SELECT pg_backend_pid()"), row => row.GetInt32(0), cancellationToken))[0];
}

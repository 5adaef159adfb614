using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Deploying;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Running.Sessions;
using Npgsql;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>A connection that only looks: one transaction, which the server itself keeps from writing anything.</summary>
/// <remarks>
/// Its settings are those of the transaction, not of the session: behind a pooler they would otherwise become somebody else's.
/// </remarks>
sealed class Observation : IAsyncDisposable
{
    static readonly Patience Patience = new(TimeSpan.FromSeconds(10), TimeSpan.Zero);

    static readonly IReadOnlyList<Sql> Begin =
    [
        new("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        new("""
            SELECT pg_catalog.set_config(s.name, s.value, true) FROM (VALUES
              ('search_path', 'pg_catalog, pg_temp'),
              ('lock_timeout', '5s'),
              ('statement_timeout', '30s'),
              ('idle_in_transaction_session_timeout', '60s')) AS s(name, value)
            """),
        new("SAVEPOINT lockstep_look"),
    ];

    static readonly Sql Back = new("ROLLBACK TO SAVEPOINT lockstep_look");

    Observation(NpgsqlConnection connection, Target target, JournalVerdict journal, Standing standing) =>
        (Connection, Target, Journal, Standing) = (connection, target, journal, standing);

    public NpgsqlConnection Connection { get; }

    public Target Target { get; }

    public JournalVerdict Journal { get; }

    /// <summary>What there is; without rows, owners and history where the journal says nothing.</summary>
    public Standing Standing { get; }

    /// <summary>Whether the rows are all that there is: a journal that is missing has none.</summary>
    public bool KnowsRows => Journal.State is JournalTrust.Trusted or JournalTrust.Missing;

    /// <exception cref="ConnectFailure">No connection within 10 s.</exception>
    public static async Task<Observation> OpenAsync(Target target, CancellationToken cancellationToken)
    {
        var connection = await target.Connector.OpenAsync(Patience, cancellationToken);
        try
        {
            await connection.ExecuteAsync(Begin, cancellationToken);
            var (verdict, standing) = await ReadAsync(connection, target, cancellationToken);
            return new(connection, target, verdict, standing);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets go of what the transaction holds; the connection can be used for something else.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => Connection.ExecuteAsync(new Sql("ROLLBACK"), cancellationToken);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    static async Task<(JournalVerdict Verdict, Standing Standing)> ReadAsync(
        NpgsqlConnection connection, Target target, CancellationToken cancellationToken)
    {
        var reader = new StandingReader(new(target.Properties.Schema, target.Context, target.Properties.Revision), process: null);
        try
        {
            var standing = await connection.QueryAsync(
                [new(JournalGuard.Check), .. reader.Look], rows => StandingReader.ReadAsync(rows, cancellationToken),
                cancellationToken);
            return (new(JournalTrust.Trusted, null), await SettledAsync(connection, target, standing, cancellationToken));
        }
        catch (PostgresException exception) when (VerdictOf(exception, target.Settings) is { } verdict)
        {
            await connection.ExecuteAsync(Back, cancellationToken);
            var facts = await connection.QueryAsync(reader.LookWithoutJournal, StandingReader.Facts, cancellationToken);
            var nobody = new Dictionary<string, OwnerRow>(StringComparer.Ordinal);
            return (verdict, new(false, null, "", null, [], nobody, [], [], facts[0]));
        }
    }

    // As a deployment would write it down before anything else. Whoever has the lock may yet bring it to its end.
    static async Task<Standing> SettledAsync(
        NpgsqlConnection connection, Target target, Standing standing, CancellationToken cancellationToken)
    {
        if (standing.Schema.LockHolder is not null)
        {
            return standing;
        }

        var half = await HalfReverted.ByThoseBeforeTheNextAsync(target.Properties.Schema, connection, cancellationToken);
        var ids = half.Select(row => row.Id).ToHashSet();
        return standing with
        {
            Rows =
            [
                .. standing.Rows.Select(row => ids.Contains(row.Id)
                    ? row with { State = JournalState.Running, IsHalf = true }
                    : row),
            ],
        };
    }

    static JournalVerdict? VerdictOf(PostgresException exception, ConnectionSettings settings) => exception.SqlState switch
    {
        JournalGuard.NoJournal => new(JournalTrust.Missing, null),
        JournalGuard.NotTrusted => new(JournalTrust.NotTrusted, AdmissionRefusedException.For(exception, settings).Message),
        PostgresErrorCodes.InsufficientPrivilege =>
            new(JournalTrust.Unreadable, AdmissionRefusedException.For(exception, settings).Message),
        _ => null,
    };
}

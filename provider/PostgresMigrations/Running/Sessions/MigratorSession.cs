using System.Data;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>One connection that records its request, waits for the schema's lock, and keeps it for as long as it lives.</summary>
sealed class MigratorSession : IAsyncDisposable
{
    readonly DatabaseConnector _connector;
    readonly RecordedRequest _request;
    readonly TimeProvider _clock;
    readonly ILogger _log;

    MigratorSession(
        DatabaseConnector connector, RecordedRequest request, Headway headway, NpgsqlConnection connection)
    {
        _connector = connector;
        _request = request;
        Headway = headway;
        _clock = request.Context.Clock;
        _log = request.Context.Log;
        Connection = Listening(connection);
    }

    /// <summary>Nobody else's transactions come into this session.</summary>
    bool _isOurs;

    /// <summary>What the work is planned on.</summary>
    Standing? _admitted;

    public NpgsqlConnection Connection { get; private set; }

    /// <summary>How far the run has come, with this session and those that broke before it.</summary>
    public Headway Headway { get; }

    /// <summary>For whoever needs a second connection.</summary>
    public DatabaseConnector Connector => _connector;

    /// <exception cref="ConnectFailure">No connection within the patience given.</exception>
    public static async Task<MigratorSession> OpenAsync(
        DatabaseConnector connector, RecordedRequest request, Headway headway, Patience patience,
        CancellationToken cancellationToken) =>
        new(connector, request, headway, await connector.OpenAsync(patience, cancellationToken));

    /// <summary>Records the request and waits for the lock; comes back without it only when the request must not run.</summary>
    /// <param name="makeTables">Make the journal where there is none; else null is returned then.</param>
    /// <param name="evict">Whether to end the earlier run of this resource, which this request has superseded.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="AdmissionRefusedException">The journal cannot be used, or the lock was not to be had in time.</exception>
    public async Task<Standing?> AdmitAsync(bool makeTables, Func<Standing, bool> evict, CancellationToken cancellationToken)
    {
        try
        {
            await new LostSessions(Connection, _request, Headway.Backends).EndAsync(cancellationToken);
            if (await RecordAsync(makeTables, cancellationToken) is not { } standing)
            {
                return null;
            }

            Headway.Count(standing.Request?.Deliveries ?? 0);
            return _admitted = await new LockWait(this, _request)
                .RunAsync(standing, evict, evict(standing), cancellationToken);
        }
        catch (PostgresException exception) when (!Transience.IsLinkLost(exception))
        {
            throw AdmissionRefusedException.For(exception, _connector.Settings);
        }
    }

    /// <summary>As <see cref="ReconnectAsync"/>, if the connection is of no use any more; else null.</summary>
    public async Task<Standing?> EnsureConnectedAsync(CancellationToken cancellationToken) =>
        IsLinkLost ? await ReconnectAsync(cancellationToken) : null;

    /// <summary>Whether what the work was planned on is still so, but for what this session has done itself.</summary>
    public bool IsAsAdmitted(Standing standing) => _admitted is not { } earlier || standing.IsAsPlanned(earlier);

    /// <summary>Whether another run may follow one that cannot go on, and would come further.</summary>
    public bool MayGoOn
    {
        get
        {
            NoteLink();
            return Headway.MayGoOn;
        }
    }

    /// <summary>
    /// A new connection in place of one that broke, with the lock: until then the old one's transaction may not have ended.
    /// </summary>
    /// <returns>Where the request stands by now: without the lock where it has been ended, or superseded, meanwhile.</returns>
    public async Task<Standing> ReconnectAsync(CancellationToken cancellationToken)
    {
        await Connection.DisposeAsync();
        Connection = Listening(await _connector.OpenAsync(Patience.Endless, cancellationToken));
        await Connection.ExecuteAsync(SessionSettings.ApplyAt(Process), cancellationToken);
        try
        {
            return await new LockWait(this, _request).RunAsync(
                await Admission.TryAgainAsync(cancellationToken), evict: _ => false, isPatient: true, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
        {
            throw new NpgsqlException($"the server only reads since the link broke ({exception.MessageText})", exception);
        }
    }

    public ValueTask DisposeAsync()
    {
        NoteLink();
        return Connection.DisposeAsync();
    }

    bool IsLinkLost => Connection.FullState.HasFlag(ConnectionState.Broken) || Connection.State != ConnectionState.Open;

    void NoteLink()
    {
        if (IsLinkLost)
        {
            Headway.LoseLink();
        }
    }

    async Task<Standing?> RecordAsync(bool makeTables, CancellationToken cancellationToken)
    {
        try
        {
            return await RecordAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == JournalGuard.NoJournal)
        {
            if (!makeTables)
            {
                return null;
            }
        }

        await EnsureOursAsync(cancellationToken);
        await JournalTables.CreateAsync(Connection, cancellationToken);
        return await RecordAsync(cancellationToken);
    }

    async Task<Standing> RecordAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await Admission.RecordAsync(cancellationToken);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                await new SilentAdmission(Connection, _request).EndAsync(cancellationToken);
            }
        }
    }

    /// <summary>
    /// Asked only where it does not show by itself that no pooler is between: the settings got lost, or a journal is to be made.
    /// </summary>
    /// <exception cref="AdmissionRefusedException">One is, and changes the session between transactions.</exception>
    public async Task EnsureOursAsync(CancellationToken cancellationToken)
    {
        _isOurs = !_isOurs && !await PoolerProbe.IsSharedAsync(Connection, _connector, _clock, cancellationToken)
            ? true
            : throw AdmissionRefusedException.ForPooler(_connector.Settings);
        await Connection.ExecuteAsync(SessionSettings.Apply, cancellationToken);
    }

    /// <summary>Asks for the lock, and says what else there is to know.</summary>
    public Admission Admission => new(Connection, _request, Process);

    int? Process => _isOurs ? null : Connection.ProcessID;

    NpgsqlConnection Listening(NpgsqlConnection connection)
    {
        Headway.Backends.Add(connection.ProcessID);
        connection.Notice += (_, notice) => _log.LogNotice(notice.Notice);
        return connection;
    }
}

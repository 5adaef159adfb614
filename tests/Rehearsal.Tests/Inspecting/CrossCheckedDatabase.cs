using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Tests.Postgres;

namespace Lockstep.Rehearsal.Tests.Inspecting;

/// <summary>One sample database for one change after the other, as pg_dump and the catalogue show it.</summary>
public sealed class CrossCheckedDatabase(SharedPostgres postgres) : IAsyncLifetime
{
    PgDump? _pgDump;
    SampleDatabase? _database;
    Views? _unchanged;

    public bool HasPgDump => _pgDump is not null;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _pgDump = await PgDump.FindAsync(postgres.Server, Token);

    /// <summary>How it looks before any change; a new one where a change was not taken back.</summary>
    internal async Task<Views> UnchangedAsync()
    {
        if (_unchanged is null)
        {
            await DisposeAsync();
            _database = await SampleDatabase.CreateAsync(postgres.Server);
            _unchanged = await LookAsync();
        }

        return _unchanged;
    }

    internal async Task<Views> AfterAsync(string sql)
    {
        await _database!.ExecuteAsync(sql);
        return await LookAsync();
    }

    /// <summary>The next test begins with a new database, unless this is called with what it was before.</summary>
    internal void IsAgain(Views? unchanged) => _unchanged = unchanged;

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
            _database = null;
        }
    }

    async Task<Views> LookAsync() =>
        new(await _pgDump!.SchemaAsync(_database!.ConnectionString, Token), await _database.ReadAsync());

    /// <param name="Dump">By pg_dump, line by line.</param>
    /// <param name="Catalogue">By our own reader.</param>
    internal sealed record Views(IReadOnlyList<string> Dump, Catalogue Catalogue);
}

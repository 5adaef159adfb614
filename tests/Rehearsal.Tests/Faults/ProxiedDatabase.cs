using Lockstep.Rehearsal.Faults;
using Lockstep.Rehearsal.Tests.Postgres;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Faults;

/// <summary>A fresh database with one table, and a proxy in front of it.</summary>
public sealed class ProxiedDatabase(SharedPostgres shared) : IAsyncDisposable
{
    string? _direct;

    public FaultProxy Proxy { get; } = FaultProxy.Start(shared.Server.Host, shared.Server.Port, TimeProvider.System);

    public string Direct => _direct!;

    public string Proxied => Proxy.Through(Direct);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Without the catalogue query that Npgsql sends on its first connection, so that every turn is the test's
    /// own.</summary>
    public static NpgsqlDataSource Plain(string connectionString) =>
        new NpgsqlDataSourceBuilder($"{connectionString};Pooling=false")
            .ConfigureTypeLoading(types => types.EnableTypeLoading(false))
            .Build();

    public async ValueTask CreateAsync()
    {
        _direct = await shared.Server.CreateDatabaseAsync(null, Token);
        await Sql.AskAsync(_direct, "CREATE TABLE notes (text text)");
    }

    public ValueTask DisposeAsync() => Proxy.DisposeAsync();
}

using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Tests.Postgres;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Lockstep.Rehearsal.Tests.Postgres;

/// <summary>One server for the whole run; each test takes a database of its own.</summary>
public sealed class SharedPostgres : IAsyncLifetime
{
    PostgresServer? _server;

    public PostgresServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = await PostgresServer.StartAsync(new(), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

using Lockstep.Api.Tests.Support;
using Lockstep.Rehearsal.Postgres;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Lockstep.Api.Tests.Support;

/// <summary>One server for the whole run; each test takes a database of its own.</summary>
public sealed class SharedPostgres : IAsyncLifetime
{
    PostgresServer? _server;

    public PostgresServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartAsync(
        new() { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["max_connections"] = "300" } },
        TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

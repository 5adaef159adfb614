using Lockstep.EndToEnd.Tests.Support;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Postgres;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Lockstep.EndToEnd.Tests.Support;

/// <summary>One server with passwords for the whole run; each test takes a database of its own.</summary>
public sealed class SharedPostgres : IAsyncLifetime
{
    PostgresServer? _server;

    public PostgresServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = await PostgresServer.StartAsync(
            new() { MajorVersion = WishedPostgres.MajorVersion, Passwords = true }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Postgres;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>
/// One server for the whole run; each test takes a database of its own. LOCKSTEP_TEST_POSTGRES wishes for a major version.
/// </summary>
public sealed class SharedPostgres : IAsyncLifetime
{
    PostgresServer? _server;

    /// <summary>Where the run's images keep their scripts.</summary>
    public static string Images { get; } = Directory.CreateTempSubdirectory("lockstep-images-").FullName;

    public PostgresServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = await PostgresServer.StartAsync(
            new()
            {
                MajorVersion = WishedPostgres.MajorVersion,
                Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["max_connections"] = "200" },
            },
            TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Images, recursive: true);
        await Server.DisposeAsync();
    }
}

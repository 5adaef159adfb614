using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Postgres;

[assembly: AssemblyFixture(typeof(RolesPostgres))]

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>
/// A server that asks for passwords and logs every statement, for roles: who may sign in there, and what was said aloud, can be
/// seen. It starts when the first test asks for it.
/// </summary>
public sealed class RolesPostgres : IAsyncDisposable
{
    readonly Lazy<Task<PostgresServer>> _server = new(() => StartAsync("log_statement", "all"));

    public Task<PostgresServer> ServerAsync() => _server.Value;

    public static Task<PostgresServer> StartAsync(string setting, string value) => PostgresServer.StartAsync(
        new()
        {
            MajorVersion = WishedPostgres.MajorVersion,
            Passwords = true,
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { [setting] = value },
        },
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}

using System.Diagnostics;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Inspecting;

/// <summary>The <c>pg_dump</c> that is installed beside the server.</summary>
sealed class PgDump(string program)
{
    /// <summary>Null where there is none that can read this server.</summary>
    public static async Task<PgDump?> FindAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var installed = await new SystemBinaries(Surroundings.OfThisMachine, ServerUser.Choose())
            .FindAsync(server.Version.Major, cancellationToken);
        var program = installed is null ? null : Path.Combine(installed.Folder, "pg_dump");
        return File.Exists(program) ? new(program) : null;
    }

    /// <summary>The whole schema as lines of SQL, without the key that each dump makes up for itself.</summary>
    public async Task<IReadOnlyList<string>> SchemaAsync(string connectionString, CancellationToken cancellationToken)
    {
        var lines = (await TextAsync(connectionString, ["--schema-only"], cancellationToken)).Split('\n');
        return
        [
            .. lines.Where(line => !line.StartsWith(@"\restrict ", StringComparison.Ordinal)
                && !line.StartsWith(@"\unrestrict ", StringComparison.Ordinal)),
        ];
    }

    /// <summary>What it writes, as it writes it.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="options">What to dump of it; none: everything.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<string> TextAsync(string connectionString, IEnumerable<string> options, CancellationToken cancellationToken)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var command = new ProcessStartInfo(
            program,
            [
                .. options, "--no-password", "--host", database.Host!, "--port", $"{database.Port}",
                "--username", database.Username!, database.Database!,
            ]);
        command.Environment["PGPASSWORD"] = database.Password;
        return Shell.RunAsync(command, cancellationToken);
    }
}

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
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var command = new ProcessStartInfo(
            program,
            [
                "--schema-only", "--no-password", "--host", database.Host!, "--port", $"{database.Port}",
                "--username", database.Username!, database.Database!,
            ]);
        command.Environment["PGPASSWORD"] = database.Password;
        var lines = (await Shell.RunAsync(command, cancellationToken)).Split('\n');
        return
        [
            .. lines.Where(line => !line.StartsWith(@"\restrict ", StringComparison.Ordinal)
                && !line.StartsWith(@"\unrestrict ", StringComparison.Ordinal)),
        ];
    }
}

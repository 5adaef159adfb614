using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>Looks for an installed server: the folder the person names, pg_config's, the distribution's newest first, the
/// PATH.</summary>
sealed class SystemBinaries(Surroundings surroundings, ServerUser user)
{
    /// <summary>The first server found, of the major version wished for where one is; null when there is none.</summary>
    public async Task<PostgresBinaries?> FindAsync(int? major, CancellationToken cancellationToken)
    {
        await foreach (var folder in CandidatesAsync(cancellationToken))
        {
            if (PostgresBinaries.AreIn(folder) && user.CanReach(folder))
            {
                var version = await VersionAsync(Path.Combine(folder, PostgresBinaries.ServerName), cancellationToken);
                if (version is not null && version.Major == (major ?? version.Major))
                {
                    return new(folder, version);
                }
            }
        }

        return null;
    }

    async IAsyncEnumerable<string> CandidatesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (surroundings.Given(Surroundings.BinariesVariable) is { } named)
        {
            yield return Checked(named);
        }

        if (surroundings.Tool("pg_config") is { } tool && await SaysAsync(tool, "--bindir", cancellationToken) is { } folder)
        {
            yield return folder;
        }

        foreach (var likely in Installed().Concat(surroundings.SearchPath))
        {
            yield return likely;
        }
    }

    IEnumerable<string> Installed() =>
        Directory.Exists(surroundings.Installations)
            ? Directory.GetDirectories(surroundings.Installations)
                .OrderByDescending(Major).Select(folder => Path.Combine(folder, "bin"))
            : [];

    // What a person names and is wrong is said, not passed over.
    string Checked(string folder) =>
        !PostgresBinaries.AreIn(folder)
            ? throw new PostgresUnavailableException(
                $"{Surroundings.BinariesVariable} is {folder}, but initdb and postgres are not both there. "
                + "Name the folder that holds them.")
            : !user.CanReach(folder)
                ? throw new PostgresUnavailableException(
                    $"{Surroundings.BinariesVariable} is {folder}, which user {user.Name} cannot enter; "
                    + "as root we run PostgreSQL as that user.")
                : folder;

    static int Major(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : -1;

    // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "postgres (PostgreSQL) 19devel"
    static async Task<Version?> VersionAsync(string server, CancellationToken cancellationToken)
    {
        var said = await SaysAsync(server, "--version", cancellationToken) ?? "";
        var number = said.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(2) ?? "";
        var digits = string.Concat(number.TakeWhile(character => char.IsAsciiDigit(character) || character == '.'));
        var full = digits.Contains('.', StringComparison.Ordinal) ? digits : $"{digits}.0";
        return Version.TryParse(full, out var version) ? version : null;
    }

    // A tool that fails (Debian's pg_config without the development package does) is no reason to stop looking.
    static async Task<string?> SaysAsync(string tool, string question, CancellationToken cancellationToken)
    {
        try
        {
            return (await Shell.RunAsync(new ProcessStartInfo(tool, [question]), cancellationToken)).Trim();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}

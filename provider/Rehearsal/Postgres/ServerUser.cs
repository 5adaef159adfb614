using System.Diagnostics;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>Who runs the server: we ourselves, or, as PostgreSQL refuses to run as root, somebody unprivileged.</summary>
sealed record ServerUser(string? Name)
{
    // nobody first: a server that trusts the whole machine must not run as the owner of a real cluster's files.
    static readonly string[] Candidates = ["nobody", "postgres"];

    public static ServerUser Choose() => Environment.IsPrivilegedProcess ? new(Unprivileged()) : new((string?)null);

    public ProcessStartInfo Command(string file, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = "/" };
        if (Name is not null)
        {
            start.UserName = Name;
        }

        foreach (var name in start.Environment.Keys.Where(IsForeign).ToArray())
        {
            start.Environment.Remove(name);
        }

        // C: English messages and no surprises. UTC: as on RDS, and initdb need not search for the machine's zone.
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        return start;
    }

    /// <summary>Whether the server's user may enter the folder: only asked of a user who isn't us.</summary>
    public bool CanReach(string folder) =>
        Name is null || Ancestry(folder).Where(Directory.Exists)
            .All(step => File.GetUnixFileMode(step).HasFlag(UnixFileMode.OtherExecute));

    public async Task OwnAsync(string folder, CancellationToken cancellationToken)
    {
        if (Name is not null)
        {
            await Shell.RunAsync(new ProcessStartInfo("chown", ["-R", Name, folder]), cancellationToken);
        }
    }

    // PGDATA, PGPORT and their like belong to somebody's other server.
    static bool IsForeign(string variable) => variable.StartsWith("PG", StringComparison.Ordinal);

    static IEnumerable<string> Ancestry(string folder)
    {
        for (var step = Path.GetFullPath(folder); step is not null; step = Path.GetDirectoryName(step))
        {
            yield return step;
        }
    }

    static string Unprivileged()
    {
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return Candidates.FirstOrDefault(users.Contains)
            ?? throw new PostgresUnavailableException(
                "PostgreSQL does not run as root, and this machine has neither a user nobody nor a user postgres. "
                + "Run as another user.");
    }
}

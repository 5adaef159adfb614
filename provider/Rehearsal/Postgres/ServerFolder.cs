
namespace Lockstep.Rehearsal.Postgres;

/// <summary>One server's own folder: its cluster, its log, its certificates. It lives and dies with the server.</summary>
sealed record ServerFolder(string Path)
{
    const string SharedMemory = "/dev/shm";

    // Ours takes 60 MB; what people do in it, with its log of up to 1 GB, must not take the machine's memory away.
    const long MemoryToSpare = 4L << 30;

    public string Data => System.IO.Path.Combine(Path, "data");

    public string Log => System.IO.Path.Combine(Path, "log");

    public string Admission => System.IO.Path.Combine(Path, "pg_hba.conf");

    public string Authority => System.IO.Path.Combine(Path, "ca.pem");

    public string Certificate => System.IO.Path.Combine(Path, "server.pem");

    public string Key => System.IO.Path.Combine(Path, "server.key");

    /// <summary>A new folder that only we and the server's user may enter, in a place which that user can reach.</summary>
    public static ServerFolder Create(Surroundings surroundings, ServerUser user)
    {
        string[] places = surroundings.Given("TMPDIR") is { } wish ? [wish] : [.. Memory(), "/tmp", "/var/tmp"];
        var place = Array.Find(places, candidate => Directory.Exists(candidate) && user.CanReach(candidate))
            ?? throw new PostgresUnavailableException(
                $"As root we run PostgreSQL as user {user.Name}, who cannot enter {string.Join(" or ", places)}. "
                + "Set TMPDIR to a folder open to all.");
        var folder = System.IO.Path.Combine(place, $"lockstep-postgres-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(folder);
    }

    /// <summary>The log's last lines, which say why a server did not start.</summary>
    public string LogTail() => File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(5)) : "";

    public void Delete()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    // Where the machine has memory to spare a cluster is copied there six times faster than to ext4.
    static IEnumerable<string> Memory() =>
        Directory.Exists(SharedMemory) && new DriveInfo(SharedMemory).AvailableFreeSpace > MemoryToSpare ? [SharedMemory] : [];
}

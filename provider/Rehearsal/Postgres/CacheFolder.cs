
namespace Lockstep.Rehearsal.Postgres;

/// <summary>Where fetched binaries and prepared clusters stay between runs: a folder that the server's user can enter.</summary>
static class CacheFolder
{
    const string OfTheMachine = "/var/cache/lockstep";

    const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public static string Choose(string? wish, Surroundings surroundings, ServerUser user)
    {
        if (wish is not null)
        {
            return user.CanReach(wish) ? Path.GetFullPath(wish) : throw Unreachable(wish, user);
        }

        var home = surroundings.Given("XDG_CACHE_HOME") ?? Path.Combine(surroundings.Given("HOME") ?? "/", ".cache");
        var ours = Path.Combine(home, "lockstep");
        return user.CanReach(ours) ? ours : OfTheMachine;
    }

    /// <summary>A folder in the cache, made where it is missing, open to the server's user whatever the umask.</summary>
    public static string Make(string folder)
    {
        if (!Directory.Exists(folder))
        {
            if (Path.GetDirectoryName(folder) is { } parent)
            {
                Make(parent);
            }

            Directory.CreateDirectory(folder, ForAll);
            File.SetUnixFileMode(folder, ForAll);
        }

        return folder;
    }

    static PostgresUnavailableException Unreachable(string folder, ServerUser user) =>
        new($"As root we run PostgreSQL as user {user.Name}, who cannot enter the cache folder {folder}. Choose another folder.");
}

using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>An empty cluster, initialised once and kept in the cache: copying it is several times faster than initdb.</summary>
sealed class ClusterTemplate(string cacheFolder, PostgresBinaries binaries, ServerUser user)
{
    static readonly string[] Initdb =
        ["-U", Cluster.Superuser, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"];

    public PostgresBinaries Binaries => binaries;

    public ServerUser User => user;

    /// <summary>Puts a fresh cluster at <paramref name="data"/>, owned by the server's user.</summary>
    public async Task CopyToAsync(string data, CancellationToken cancellationToken)
    {
        var template = Path.Combine(cacheFolder, "clusters", Name());
        if (!File.Exists(Path.Combine(template, "PG_VERSION")))
        {
            await MakeAsync(template, cancellationToken);
        }

        await Shell.RunAsync(user.Command("/bin/cp", "-R", template, data), cancellationToken);
    }

    async Task MakeAsync(string template, CancellationToken cancellationToken)
    {
        var workshop = Path.Combine(CacheFolder.Make(Path.GetDirectoryName(template)!), $".{Guid.NewGuid():N}");
        Directory.CreateDirectory(workshop, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            await user.OwnAsync(workshop, cancellationToken);
            await Shell.RunAsync(user.Command(binaries.Initdb, [.. Initdb, "-D", workshop]), cancellationToken);
            Directory.Move(workshop, template);
        }
        catch (IOException) when (Directory.Exists(template))
        {
            // Somebody else was faster; theirs is as good.
        }
        finally
        {
            if (Directory.Exists(workshop))
            {
                Directory.Delete(workshop, recursive: true);
            }
        }
    }

    // Builds of one version may differ in what initdb makes, and so may what we ask of it and who owns the result.
    string Name()
    {
        var origin = string.Join('\n', [binaries.Folder, user.Name ?? Environment.UserName, .. Initdb]);
        return $"{binaries.Version}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)))[..12]}";
    }
}

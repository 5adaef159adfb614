using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>Unpacks a package of PostgreSQL binaries, and makes the links that its install script would make.</summary>
static class PackageArchive
{
    const string Root = "package/";
    const string Wanted = Root + "native/";
    const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    const UnixFileMode Executable = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Unpacks what is under <c>package/native/</c> into the folder, if the bytes are the pinned ones.</summary>
    public static async Task UnpackAsync(string archive, NpmPackage package, string folder, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(archive);
        var integrity = Convert.ToBase64String(await SHA512.HashDataAsync(file, cancellationToken));
        if (integrity != package.Integrity)
        {
            throw new InvalidDataException(
                $"npm brought something else than the pinned {package.Specifier}: its SHA-512 is {integrity}. "
                + "None of it was used.");
        }

        file.Position = 0;
        await UnpackAsync(file, folder, cancellationToken);
        await LinkAsync(folder, cancellationToken);
    }

    static async Task UnpackAsync(Stream file, string folder, CancellationToken cancellationToken)
    {
        await using var content = new GZipStream(file, CompressionMode.Decompress);
        await using var archive = new TarReader(content);
        while (await archive.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile
                && entry.Name.StartsWith(Wanted, StringComparison.Ordinal))
            {
                await WriteAsync(entry, Inside(folder, entry.Name[Root.Length..]), cancellationToken);
            }
        }
    }

    // Modes are set, not left to the umask: the server may run as a user other than the one who unpacks.
    static async Task WriteAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        for (var folder = Path.GetDirectoryName(path)!; !Directory.Exists(folder); folder = Path.GetDirectoryName(folder)!)
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, Executable);
        }

        await entry.ExtractToFileAsync(path, overwrite: false, cancellationToken);
        File.SetUnixFileMode(path, entry.Mode.HasFlag(UnixFileMode.UserExecute) ? Executable : Plain);
    }

    static async Task LinkAsync(string folder, CancellationToken cancellationToken)
    {
        var list = await File.ReadAllBytesAsync(Path.Combine(folder, "native", "pg-symlinks.json"), cancellationToken);
        using var links = JsonDocument.Parse(list);
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Inside(folder, link.GetProperty("source").GetString()!);
            var target = Inside(folder, link.GetProperty("target").GetString()!);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    static string Inside(string folder, string name)
    {
        var path = Path.GetFullPath(Path.Combine(folder, name));
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new InvalidDataException($"The package names a file outside itself: {name}. None of it was used.");
    }
}

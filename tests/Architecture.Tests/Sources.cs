using System.Runtime.CompilerServices;

namespace Lockstep.Architecture.Tests;

/// <summary>The repository's own C# files, read as text.</summary>
static class Sources
{
    static readonly string Root = FindRoot();

    public static IEnumerable<Source> Under(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Select(file => new Source(Path.GetRelativePath(Root, file), File.ReadAllText(file)));

    static string FindRoot([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}

sealed record Source(string Path, string Text)
{
    public int Longest => Text.Split('\n').Max(line => line.Length);
}

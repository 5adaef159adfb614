using System.Runtime.CompilerServices;

namespace Lockstep.Architecture.Tests;

/// <summary>The repository's own files, read as text.</summary>
static class Sources
{
    static readonly string Root = FindRoot();

    /// <summary>The C# files below a folder.</summary>
    public static IEnumerable<Source> Under(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Select(file => new Source(Path.GetRelativePath(Root, file), File.ReadAllText(file)));

    /// <summary>The Markdown pages of the repository's root and of docs/, by their paths.</summary>
    public static IEnumerable<string> Pages =>
    [
        .. from folder in new[] { ("", SearchOption.TopDirectoryOnly), ("docs", SearchOption.AllDirectories) }
           from file in Directory.EnumerateFiles(Path.Combine(Root, folder.Item1), "*.md", folder.Item2)
           select Path.GetRelativePath(Root, file),
    ];

    /// <summary>One file of any kind, by its path in the repository.</summary>
    public static Source Of(string path) => new(path, File.ReadAllText(Path.Combine(Root, path)));

    /// <summary>Whether a path in the repository is a file or a folder.</summary>
    public static bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}

sealed record Source(string Path, string Text)
{
    public int Longest => Text.Split('\n').Max(line => line.Length);
}

using System.Runtime.InteropServices;

namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>What a file's path under the scripts folder says about it, without copying any of it.</summary>
/// <param name="Path">With <c>/</c> between its parts.</param>
/// <param name="Kind">Of the script it belongs to.</param>
/// <param name="Version">Of a versioned script.</param>
/// <param name="IsDown">True for <c>….down.sql</c>.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct ScriptFileName(string Path, ScriptKind Kind, ScriptVersion? Version, bool IsDown)
{
    const string Repeatables = "repeatable/";
    const string DownEnding = ".down.sql";
    const string UpEnding = ".sql";

    /// <summary>The path of the up that it is, or belongs to.</summary>
    public string Up => IsDown ? $"{Stem}{UpEnding}" : Path;

    /// <summary>The path without its ending: an up and its down share it.</summary>
    public ReadOnlySpan<char> Stem => Path.AsSpan(0, Path.Length - (IsDown ? DownEnding : UpEnding).Length);

    /// <summary>
    /// False for files that are none of ours: no SQL, or hidden, as editors' and systems' leftovers are.
    /// </summary>
    public static bool IsSql(string path) =>
        path.EndsWith(UpEnding, StringComparison.OrdinalIgnoreCase)
        && !path.StartsWith('.')
        && !path.Contains("/.", StringComparison.Ordinal);

    /// <summary>
    /// Reads the path of a file that <see cref="IsSql"/>; null when all is well, else what is wrong with it.
    /// </summary>
    public static string? Read(string path, out ScriptFileName name)
    {
        var isRepeatable = path.StartsWith(Repeatables, StringComparison.Ordinal);
        var kind = isRepeatable ? ScriptKind.Repeatable : ScriptKind.Versioned;
        name = new ScriptFileName(path, kind, null, path.EndsWith(DownEnding, StringComparison.Ordinal));
        if (ProblemOf(path, isRepeatable ? Repeatables.Length : 0) is { } problem)
        {
            return problem;
        }

        if (isRepeatable)
        {
            return null;
        }

        var stem = name.Stem;
        var digits = stem.IndexOf('_');
        if (digits < 0 || digits + 1 == stem.Length || !ScriptVersion.TryParse(stem[..digits], out var version))
        {
            return "The name does not fit NNNN_verb_what.sql or NNNN_verb_what.down.sql. Rename the file.";
        }

        name = name with { Version = version };
        return version == ScriptVersion.Zero ? "Version 0 is the empty schema. Number scripts from 1." : null;
    }

    static string? ProblemOf(string path, int start) =>
        !path.EndsWith(UpEnding, StringComparison.Ordinal)
            ? "The name must end in '.sql', in lower case. Rename the file."
        : path.AsSpan(start).Contains('/')
            ? "Scripts are in the scripts folder itself or in its folder repeatable/. Move the file."
        : path.AsSpan().IndexOfAnyInRange('\0', '\u001F') >= 0 ? "The name has control characters. Rename the file."
        : null;
}

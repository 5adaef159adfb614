namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>What a file's path under the scripts folder says about it.</summary>
/// <param name="Kind">Of the script it belongs to.</param>
/// <param name="Version">Of a versioned script.</param>
/// <param name="IsDown">True for <c>….down.sql</c>.</param>
/// <param name="Up">The path of the up that it is, or belongs to.</param>
sealed record ScriptFileName(ScriptKind Kind, ScriptVersion? Version, bool IsDown, string Up)
{
    const string Repeatables = "repeatable/";
    const string DownEnding = ".down.sql";
    const string UpEnding = ".sql";

    /// <summary>False for files that are none of ours: no SQL, or hidden, as editors' and systems' leftovers are.</summary>
    public static bool IsSql(string path) =>
        path.EndsWith(UpEnding, StringComparison.OrdinalIgnoreCase)
        && !path.StartsWith('.')
        && !path.Contains("/.", StringComparison.Ordinal);

    /// <summary>Reads a path with <c>/</c> between its parts.</summary>
    /// <returns>The name and null, or null and what is wrong with it.</returns>
    public static (ScriptFileName? Name, string? Problem) Read(string path)
    {
        var isRepeatable = path.StartsWith(Repeatables, StringComparison.Ordinal);
        var file = isRepeatable ? path[Repeatables.Length..] : path;
        var isDown = file.EndsWith(DownEnding, StringComparison.Ordinal);
        var stem = isDown ? file[..^DownEnding.Length] : file[..^UpEnding.Length];
        var up = (isRepeatable ? Repeatables : "") + stem + UpEnding;
        var problem = ProblemOf(file, stem);
        if (problem is not null || isRepeatable)
        {
            return (problem is null ? new ScriptFileName(ScriptKind.Repeatable, null, isDown, up) : null, problem);
        }

        var digits = stem.IndexOf('_', StringComparison.Ordinal);
        if (digits < 0 || digits + 1 == stem.Length || !ScriptVersion.TryParse(stem.AsSpan(0, digits), out var version))
        {
            return (null, "The name does not fit NNNN_verb_what.sql or NNNN_verb_what.down.sql. Rename the file.");
        }

        return version == ScriptVersion.Zero
            ? (null, "Version 0 is the empty schema. Number scripts from 1.")
            : (new ScriptFileName(ScriptKind.Versioned, version, isDown, up), null);
    }

    static string? ProblemOf(string file, string stem) =>
        !file.EndsWith(UpEnding, StringComparison.Ordinal) ? "The name must end in '.sql', in lower case. Rename the file."
        : file.Contains('/', StringComparison.Ordinal)
            ? "Scripts are in the scripts folder itself or in its folder repeatable/. Move the file."
        : stem.Length == 0 || stem.Any(char.IsControl) ? "The name is empty or has control characters. Rename the file."
        : null;
}

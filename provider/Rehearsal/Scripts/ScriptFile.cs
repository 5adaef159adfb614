using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Rehearsal.Scripts;

/// <summary>A script as the rehearsal sees it: read and summed up without the product's own code.</summary>
/// <param name="Name">The file's name; that of a repeatable begins with <c>repeatable/</c>.</param>
/// <param name="Number">The version in it; null for a repeatable.</param>
/// <param name="Text">What is in it.</param>
public sealed record ScriptFile(string Name, BigInteger? Number, string Text)
{
    /// <summary>Without leading zeros, as in the answers; empty for a repeatable.</summary>
    public string Version => Number?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>SHA-256 of the text, CRLF as LF: what the journal must say.</summary>
    public string Checksum => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Text.Replace("\r\n", "\n", StringComparison.Ordinal))));

    /// <summary>Scripts in a sentence: <c>scripts 1 to 3</c>, <c>scripts 1 to 3 and 2 repeatables</c>.</summary>
    internal static string Range(IReadOnlyList<ScriptFile> scripts)
    {
        List<ScriptFile> versioned = [.. scripts.Where(script => script.Number is not null)];
        var repeatables = (scripts.Count - versioned.Count) switch
        {
            0 => "",
            1 => " and 1 repeatable",
            var count => string.Create(CultureInfo.InvariantCulture, $" and {count} repeatables"),
        };
        return (versioned.Count == 1
            ? $"script {versioned[0].Version}"
            : $"scripts {versioned[0].Version} to {versioned[^1].Version}") + repeatables;
    }

    /// <summary>What takes it back, of a script that is not in a folder; null: nothing does.</summary>
    public string? Down { get; init; }

    /// <summary>The file that takes it back.</summary>
    internal string DownName => Path.ChangeExtension(Name, ".down.sql");
}

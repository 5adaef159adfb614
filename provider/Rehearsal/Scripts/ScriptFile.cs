using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Rehearsal.Scripts;

/// <summary>A versioned script as the rehearsal sees it: read and summed up without the product's own code.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Number">The version in it.</param>
/// <param name="Text">What is in it.</param>
public sealed record ScriptFile(string Name, BigInteger Number, string Text)
{
    /// <summary>Without leading zeros, as in the answers.</summary>
    public string Version => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>SHA-256 of the text, CRLF as LF: what the journal must say.</summary>
    public string Checksum => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Text.Replace("\r\n", "\n", StringComparison.Ordinal))));

    /// <summary>Scripts in a sentence: <c>scripts 1 to 3</c>.</summary>
    internal static string Range(IReadOnlyList<ScriptFile> scripts) =>
        scripts.Count == 1 ? $"script {scripts[0].Version}" : $"scripts {scripts[0].Version} to {scripts[^1].Version}";

    /// <summary>The file that takes it back.</summary>
    internal string DownName => $"{Path.GetFileNameWithoutExtension(Name)}.down.sql";
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Lockstep.Comparison.Peers;

/// <summary>How a run ended.</summary>
/// <param name="Succeeded">What the tool itself says, by its exit code.</param>
/// <param name="Output">Everything it printed.</param>
/// <param name="Duration">How long it took.</param>
sealed partial record PeerResult(bool Succeeded, string Output, TimeSpan Duration)
{
    /// <summary>It did not end by itself.</summary>
    public bool WasCut { get; init; }

    /// <summary>Its own word for it.</summary>
    public string Word => Succeeded ? "success" : "error";

    public bool Says(string text) => Output.Contains(text, StringComparison.Ordinal);

    /// <summary>
    /// Whether it names this line, as <c>file.sql:5:</c>, <c>line 5</c> or <c>line: 5</c>; that of its own source does not count.
    /// </summary>
    public bool SaysLine(int line) => Line().Matches(Output)
        .Any(match => match.Groups["line"].Value == line.ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(
        @"(?:\.sql:|(?<!File ""[^""\n]*"", )\bline:? )(?<line>\d+)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}

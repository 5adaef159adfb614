using System.Text.RegularExpressions;

namespace Lockstep.Architecture.Tests;

/// <summary>Links of a Markdown page, as GitHub follows them.</summary>
static partial class MarkdownLinks
{
    /// <summary>Links to files, headings and footnotes that are not there.</summary>
    /// <param name="path">The page, in the repository.</param>
    public static IReadOnlyList<string> Broken(string path)
    {
        var text = Sources.Of(path).Text;
        return
        [
            .. Targets(text).Where(target => !IsThere(path, target)),
            .. References(text).Where(name => !text.Contains($"\n[{name}]: ", StringComparison.Ordinal)),
        ];
    }

    static IEnumerable<string> Targets(string text) =>
        Inline().Matches(text).Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal));

    static bool IsThere(string path, string target)
    {
        var parts = target.Split('#');
        var file = parts[0].Length == 0 ? path : Path.Combine(Path.GetDirectoryName(path)!, parts[0]);
        return Sources.Has(file) && (parts.Length == 1 || Anchors(Sources.Of(file).Text).Contains(parts[1], StringComparer.Ordinal));
    }

    static IEnumerable<string> Anchors(string text) =>
        from line in text.Split('\n')
        where line.StartsWith('#')
        select Punctuation().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    // [text][name] and [name].
    static IEnumerable<string> References(string text) =>
        Reference().Matches(text).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Inline();

    [GeneratedRegex(@"\[(?<name>[a-z][a-z0-9]*)\](?![(\[:])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.NonBacktracking)]
    private static partial Regex Punctuation();
}

using System.Globalization;
using System.Runtime.CompilerServices;
using Lockstep.PostgresMigrations.Linting;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Tests.Linting;

/// <summary>
/// A line of the case file: scripts of one deployment, <c>¶</c> between them, and behind <c>⇶</c> what is found, as
/// <c>rule@SCRIPT:COLUMN</c>. <c>nt:</c> before a script stands for the directive no-transaction, <c>⇵</c> before its down; a
/// script without a down is irreversible, unless it ends in <c>⇵ none</c>.
/// </summary>
/// <param name="Line">As it is written.</param>
/// <param name="Heading">What stands over it.</param>
sealed record Cases(string Line, string Heading = "")
{
    const string Arrow = " ⇶ ";
    const string Down = " ⇵";
    const string Outside = "nt: ";

    public bool IsCase => Line.Contains(Arrow, StringComparison.Ordinal);

    public string Input => Line.Split(Arrow)[0];

    public bool IsOneScript => !Input.Contains('¶', StringComparison.Ordinal) && !Input.Contains(Down, StringComparison.Ordinal);

    public static IEnumerable<Cases> Of(string test, [CallerFilePath] string here = "")
    {
        var heading = "";
        foreach (var line in File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "Approved", $"{test}.approved.txt")))
        {
            var read = new Cases(line, heading);
            heading = read.IsCase ? heading : line;
            yield return read;
        }
    }

    public bool IsOutside => Input.StartsWith(Outside, StringComparison.Ordinal);

    public string Judged()
    {
        var found = string.Join(", ", Findings().Select(finding => $"{finding.Rule}@{Place(finding)}"));
        return IsCase ? $"{Input}{Arrow}{(found.Length == 0 ? "-" : found)}" : Line;
    }

    public IReadOnlyList<LintFinding> Findings(TransactionScope scope = TransactionScope.Batch) =>
        IsCase ? LintReport.Of([.. Input.Split(" ¶ ").Select(Script)], scope) : [];

    /// <summary>The script as a file would have it, directives in the first lines.</summary>
    public static ScriptText Up(string input, int number = 1)
    {
        var up = input.Split(Down)[0];
        var irreversible = input.Contains(Down, StringComparison.Ordinal) ? "" : "-- lockstep: irreversible\n";
        return new ScriptText($"{number}.sql", $"{irreversible}{Written(up)}");
    }

    static Script Script(string input, int index)
    {
        var down = input.Split(Down) is [_, var text] && text.Trim() is not "none" ? Text(text, index) : null;
        return new Script(ScriptKind.Versioned, ScriptVersion.Parse($"{index + 1}"), Up(input, index + 1), down);
    }

    static ScriptText Text(string down, int index) => new($"{index + 1}.down.sql", Written(down.Trim()));

    static string Written(string text) => text.Replace(Outside, "-- lockstep: no-transaction\n", StringComparison.Ordinal)
        .Replace('⏎', '\n');

    static string Place(LintFinding finding) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{finding.File.Replace(".sql", "", StringComparison.Ordinal)}:{(finding.Column is { } column ? $"{column}" : "-")}");
}

using System.Globalization;
using Lockstep.PostgresMigrations.Linting;
using Lockstep.PostgresMigrations.Tests.Linting.Peers;
using Lockstep.PostgresMigrations.Tests.Scripts.Support;

namespace Lockstep.PostgresMigrations.Tests.Linting;

/// <summary>Every script of the case file, given to both. docs/lint.md says why, where they differ.</summary>
public sealed class ComparedWithSquawk
{
    static readonly ILookup<string, string> Counterparts = new (string Theirs, LintRule[] Ours)[]
    {
        ("require-concurrent-index-creation", [LintRules.CreateIndex]),
        ("require-concurrent-index-deletion", [LintRules.DropIndex]),
        ("require-concurrent-reindex", [LintRules.Reindex]),
        ("adding-foreign-key-constraint", [LintRules.ForeignKey]),
        (
            "constraint-missing-not-valid",
            [LintRules.Check, LintRules.ForeignKey, LintRules.ConstraintIndex, LintRules.SetNotNull, LintRules.Validate]),
        ("adding-serial-primary-key-field", [LintRules.ConstraintIndex]),
        ("disallowed-unique-constraint", [LintRules.ConstraintIndex]),
        ("adding-not-nullable-field", [LintRules.SetNotNull]),
        ("adding-required-field", [LintRules.RequiredColumn]),
        ("renaming-column", [LintRules.RenameColumn]),
        ("renaming-table", [LintRules.RenameTable]),
        ("ban-drop-column", [LintRules.DropColumn]),
        ("ban-drop-table", [LintRules.DropTable]),
        ("ban-drop-database", [LintRules.DropDatabase]),
        ("ban-drop-not-null", [LintRules.DropNotNull]),
        ("ban-truncate-cascade", [LintRules.TruncateCascade]),
        ("prefer-repack", [LintRules.Rewrite]),
        ("prefer-robust-stmts", [LintRules.NotRepeatable]),
    }.SelectMany(pair => pair.Ours.Select(rule => (pair.Theirs, rule.Name))).ToLookup(
        pair => pair.Theirs, pair => pair.Name, StringComparer.Ordinal);

    static readonly HashSet<string> Comparable = [.. Counterparts.SelectMany(pair => pair)];

    // Headings of the case file.
    const string Against = "squawk against: ";
    const string Instead = "squawk instead of: ";
    const string Silent = "squawk silent on what it is against: ";

    static readonly List<Cases> All =
    [
        .. Cases.Of("StatementsThatAreDangerous.AreFoundAndNoOthers")
            .Where(line => line.IsCase && line.IsOneScript && !line.Input.Contains("lockstep:", StringComparison.Ordinal)),
    ];

    [Fact]
    public async Task TheDifferencesAreTheseAlone()
    {
        var differences = (await JudgedAsync(All)).SelectMany(judged => Differences(judged.Line, judged.Theirs));

        string.Join('\n', [$"{All.Count} scripts, {All.Count(IsRetold)} of them from its documentation", .. differences.Order(StringComparer.Ordinal)])
            .ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    // Else the retelling has lost the point.
    [Fact]
    public async Task TheExamplesOfItsDocumentationFireInSquawkAsTheyShould()
    {
        var against = All.Where(line => line.Heading.StartsWith(Against, StringComparison.Ordinal)).ToList();
        var others = All.Where(line => line.Heading.StartsWith(Instead, StringComparison.Ordinal)
            || line.Heading.StartsWith(Silent, StringComparison.Ordinal)).ToList();

        Counterparts.Select(pair => pair.Key).Except(against.Select(Rule), StringComparer.Ordinal).ShouldBeEmpty();
        (await JudgedAsync(against)).Where(judged => !judged.Theirs.Contains(Rule(judged.Line)))
            .Select(judged => judged.Line).ShouldBeEmpty();
        (await JudgedAsync(others)).Where(judged => judged.Theirs.Contains(Rule(judged.Line)))
            .Select(judged => judged.Line).ShouldBeEmpty();
    }

    static bool IsRetold(Cases line) => line.Heading.StartsWith("squawk ", StringComparison.Ordinal);

    static string Rule(Cases example) => example.Heading.Split(": ")[1];

    static async Task<IEnumerable<(Cases Line, HashSet<string> Theirs)>> JudgedAsync(IReadOnlyList<Cases> cases) =>
    [
        .. await JudgedAsync([.. cases.Where(line => !line.IsOutside)], inTransaction: true),
        .. await JudgedAsync([.. cases.Where(line => line.IsOutside)], inTransaction: false),
    ];

    static async Task<IEnumerable<(Cases Line, HashSet<string> Theirs)>> JudgedAsync(
        IReadOnlyList<Cases> cases, bool inTransaction)
    {
        using var folder = new ScriptsFolder();
        for (var index = 0; index < cases.Count; index++)
        {
            folder.Add(File(index), Cases.Up(cases[index].Input).Text);
        }

        var theirs = await Squawk.LintAsync(folder.Path, inTransaction, TestContext.Current.CancellationToken);
        return cases.Select((line, index) => (line, theirs[File(index)].ToHashSet(StringComparer.Ordinal)));
    }

    static IEnumerable<string> Differences(Cases line, HashSet<string> theirs)
    {
        var ours = line.Findings().Select(finding => finding.Rule).ToHashSet(StringComparer.Ordinal);
        foreach (var rule in theirs.Where(rule => Counterparts.Contains(rule) && !Counterparts[rule].Any(ours.Contains)))
        {
            yield return $"squawk alone: {rule}: {line.Input}";
        }

        foreach (var rule in ours.Where(rule => Comparable.Contains(rule)
            && !theirs.Any(their => Counterparts[their].Contains(rule, StringComparer.Ordinal))))
        {
            yield return $"Lockstep alone: {rule}: {line.Input}";
        }
    }

    static string File(int index) => string.Create(CultureInfo.InvariantCulture, $"{index:D3}.sql");
}

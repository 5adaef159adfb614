using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Linting;

/// <summary>Collects the findings of one text, without those that its author has allowed.</summary>
/// <remarks>
/// An <c>allow</c> in the up counts for the down too, but for data-loss: a rollback looks for that one in the down.
/// </remarks>
sealed class FindingList(Script script, ScriptText text)
{
    // A file that is dangerous in every line is one mistake, not a thousand.
    const int Most = 50;

    readonly List<LintFinding> _findings = [];
    int _left;

    public ScriptText Text { get; } = text;

    /// <summary>In the order of the file.</summary>
    public IEnumerable<LintFinding> Findings => _left == 0
        ? _findings.OrderBy(finding => (finding.Line, finding.Column))
        : _findings.OrderBy(finding => (finding.Line, finding.Column)).Append(Rest);

    LintFinding Rest => new(Text.Name, null, null, _findings[^1].Rule, $"{_left} more, of this rule or others.");

    /// <summary>Reports what stands at an offset of the text.</summary>
    /// <param name="rule">Its danger goes on behind <paramref name="what"/>.</param>
    /// <param name="offset">In UTF-16 units; null when the whole file is meant.</param>
    /// <param name="what">What was found.</param>
    /// <param name="remedy">Instead of the rule's own.</param>
    public void Report(LintRule rule, int? offset, string what, string? remedy = null)
    {
        if (IsAllowed(rule))
        {
            return;
        }

        if (_findings.Count == Most)
        {
            _left++;
            return;
        }

        var place = offset is { } start ? Text.At(start) : default(ScriptPosition?);
        _findings.Add(new LintFinding(
            Text.Name, place?.Line, place?.Column, rule.Name, $"{what} {rule.Danger} {remedy ?? rule.Remedy}".Trim()));
    }

    public void ReportUnknownRules()
    {
        foreach (var allowed in Text.Directives.Allow)
        {
            var rule = LintRules.All.FirstOrDefault(rule => rule.Name == allowed.Rule);
            var isMisplaced = rule == LintRules.DataLoss && Text == script.Up;
            if (rule is null || isMisplaced)
            {
                _findings.Add(new LintFinding(
                    Text.Name, allowed.Line, 1, LintRules.UnknownRule.Name, isMisplaced
                        ? $"'allow {allowed.Rule}' counts only in a down. Move it there."
                        : $"'allow {allowed.Rule}' {LintRules.UnknownRule.Danger} {LintRules.UnknownRule.Remedy}"));
            }
        }
    }

    bool IsAllowed(LintRule rule) =>
        Text.Directives.Allows(rule.Name) || (rule != LintRules.DataLoss && script.Up.Directives.Allows(rule.Name));
}

using Lockstep.PostgresMigrations.Linting.Rules;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Linting;

/// <summary>Finds the dangerous statements of the scripts that a deployment would run. Needs no database.</summary>
public static class LintReport
{
    /// <summary>Every finding, in the order of the scripts.</summary>
    /// <param name="library">The scripts.</param>
    /// <param name="applied">
    /// What the database is at: scripts up to this version are left out, and the tables they made are in use. Zero takes all for
    /// one deployment to an empty database, where little is dangerous.
    /// </param>
    public static IReadOnlyList<LintFinding> Of(ScriptLibrary library, ScriptVersion applied) =>
        Of([.. library.Scripts.Where(script => script.Version is null || script.Version > applied)], TransactionScope.Batch);

    internal static IReadOnlyList<LintFinding> Of(IReadOnlyList<Script> pending, TransactionScope scope)
    {
        var made = new MadeSoFar();
        var ups = new UpLint(made, scope);
        var linted = pending.Select(script => (Script: script, Findings: new FindingList(script, script.Up)))
            .Select(up => (up.Script, up.Findings, Text: ups.Read(up.Findings)))
            .ToList();
        return [.. linted.SelectMany(up => WithDown(up.Script, up.Text, up.Findings, made))];
    }

    // A down may run as soon as the whole deployment has: all that the ups made is new to it.
    static IEnumerable<LintFinding> WithDown(Script script, LintedText text, FindingList up, MadeSoFar made)
    {
        if (script.IsIrreversible)
        {
            return up.Findings;
        }

        if (script.Down is null)
        {
            if (script.Kind is ScriptKind.Versioned)
            {
                RollbackRules.CheckMissing(up);
            }

            return up.Findings;
        }

        var findings = new FindingList(script, script.Down);
        findings.ReportUnknownRules();
        var down = new TextLint(new MadeSoFar(made)).Read(findings);
        RollbackRules.CheckDown(text, down, findings);
        if (script.Kind is ScriptKind.Versioned)
        {
            RollbackRules.CheckUp(text, down, up);
        }

        return up.Findings.Concat(findings.Findings);
    }
}

using Lockstep.PostgresMigrations.Linting.Reading;

namespace Lockstep.PostgresMigrations.Linting.Rules;

/// <summary>Constraints that every row is held against while the table is locked.</summary>
/// <remarks>
/// What is scanned under which lock: https://www.postgresql.org/docs/18/sql-altertable.html, and the server's own DEBUG1
/// messages ("verifying table", "validating foreign key constraint").
/// </remarks>
sealed class ConstraintRules
{
    // A CHECK that says the same was probably validated with it; which check it was, the text of an older script knows.
    readonly NameSet _validated = new();

    public void Check(Change change, FindingList findings)
    {
        if (change.IsNew || change.IsUnchecked)
        {
            return;
        }

        switch (change.Act)
        {
            case Act.ValidateConstraint:
                _validated.Add(change.Name);
                break;
            case Act.SetNotNull when !_validated.Has(change.Name):
                findings.Report(LintRules.SetNotNull, change.Offset, $"SET NOT NULL on {change.Place}");
                break;
            case Act.AddConstraint:
                Add(change, findings);
                break;
            default:
                break;
        }
    }

    static void Add(Change change, FindingList findings)
    {
        var (rule, remedy) = change.Thing switch
        {
            ConstraintReader.Check => (LintRules.Check, null),
            ConstraintReader.ForeignKey => (LintRules.ForeignKey, null),
            ConstraintReader.NotNull => (LintRules.SetNotNull, null),
            ConstraintReader.Exclude => (
                LintRules.ConstraintIndex, "There is no gentle way: do it while nobody works, and say so with allow."),
            _ => (LintRules.ConstraintIndex, default(string)),
        };
        findings.Report(rule, change.Offset, $"{change.Thing} on {change.Name}", remedy);
    }
}

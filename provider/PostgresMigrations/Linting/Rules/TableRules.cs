using Lockstep.PostgresMigrations.Linting.Reading;

namespace Lockstep.PostgresMigrations.Linting.Rules;

/// <summary>What a table in use does not bear: new columns that must have a value, rewrites, TRUNCATE … CASCADE.</summary>
static class TableRules
{
    public static void Check(Change change, FindingList findings)
    {
        switch (change)
        {
            case { IsNew: true }:
                break;
            case { Act: Act.Truncate, Cascades: true }:
                findings.Report(LintRules.TruncateCascade, change.Offset, $"TRUNCATE {change.Name} CASCADE");
                break;
            case { Act: Act.AddColumn, IsRequired: true }:
                findings.Report(
                    LintRules.RequiredColumn, change.Offset,
                    $"ADD COLUMN {change.Part} NOT NULL without DEFAULT on {change.Name}");
                break;
            case { Act: Act.Rewrite }:
                findings.Report(LintRules.Rewrite, change.Offset, $"{change.Part} of {Table(change)}");
                break;
            default:
                break;
        }
    }

    static string Table(Change change) => change.Name.Name.Length == 0 ? "every table" : change.Name.ToString();
}

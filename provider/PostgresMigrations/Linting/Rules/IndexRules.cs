using Lockstep.PostgresMigrations.Linting.Reading;

namespace Lockstep.PostgresMigrations.Linting.Rules;

/// <summary>Indexes that are built or dropped in front of everybody.</summary>
static class IndexRules
{
    public static void Check(Change change, FindingList findings)
    {
        if (change.IsNew || change.IsConcurrent || change.IsUnchecked)
        {
            return;
        }

        switch (change)
        {
            case { Act: Act.Create, Thing: Things.Index }:
                findings.Report(LintRules.CreateIndex, change.Offset, $"CREATE INDEX on {change.Other}");
                break;
            case { Act: Act.Drop, Thing: Things.Index }:
                findings.Report(LintRules.DropIndex, change.Offset, $"DROP INDEX {change.Name}");
                break;
            case { Act: Act.Reindex }:
                findings.Report(LintRules.Reindex, change.Offset, $"REINDEX {change.Thing} {change.Name}".TrimEnd());
                break;
            default:
                break;
        }
    }
}

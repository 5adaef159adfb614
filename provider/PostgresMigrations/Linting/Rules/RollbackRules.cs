using Lockstep.PostgresMigrations.Linting.Reading;

namespace Lockstep.PostgresMigrations.Linting.Rules;

/// <summary>What a rollback over the script would do. Nobody reads a down before it runs, and then it is late.</summary>
static class RollbackRules
{
    const string NoRows =
        "Drop it in a deployment that nobody will want back, with '-- lockstep: irreversible'.";

    const string NotBack = "Make it again in the down, or say '-- lockstep: irreversible'.";

    /// <summary>The script has no down, nor says that it needs none.</summary>
    public static void CheckMissing(FindingList up) => up.Report(LintRules.NoDown, null, "There is no down.");

    /// <summary>What the up destroys, beside what the down makes.</summary>
    public static void CheckUp(LintedText up, LintedText down, FindingList findings)
    {
        for (var index = 0; index < up.Changes.Count; index++)
        {
            var change = up.Changes[index];
            if (Destroyed(change) is not { } what || up.Changes.Take(index).Any(made => Makes(made, change)))
            {
                continue;
            }

            var isBack = down.Changes.Any(made => Makes(made, change));
            if (HoldsRows(change))
            {
                findings.Report(LintRules.DownCannotRestore, change.Offset, $"{what}, {Rest(change, isBack)}", NoRows);
            }
            else if (!isBack && !down.HasBlocks)
            {
                findings.Report(LintRules.DownCannotRestore, change.Offset, $"{what}, {Rest(change, isBack)}", NotBack);
            }
        }
    }

    static string Rest(Change change, bool isBack) =>
        change.Act == Act.Truncate ? "and no down brings the rows back:"
        : isBack ? "and the down makes it again without its rows:"
        : "and the down does not bring it back:";

    /// <summary>
    /// What the down destroys and its up did not make. What the up made is not for a text to judge: before a rollback the rows
    /// are looked at, and those that somebody else wrote are never dropped.
    /// </summary>
    public static void CheckDown(LintedText up, LintedText down, FindingList findings)
    {
        foreach (var change in down.Changes.Where(LosesRows))
        {
            if (!up.HasBlocks && !up.Changes.Concat(down.Changes).Any(made => Makes(made, change)))
            {
                var what = change.Act == Act.WriteAll ? $"DELETE of all rows of {change.Name}" : Destroyed(change);
                findings.Report(LintRules.DataLoss, change.Offset, what!);
            }
        }
    }

    static bool LosesRows(Change change) =>
        (Destroyed(change) is not null && HoldsRows(change)) || change is { Act: Act.WriteAll, Thing: "DELETE" };

    static bool HoldsRows(Change change) => change.Act is Act.DropColumn or Act.Truncate
        || (change.Act == Act.Drop && Things.HoldsRows(change.Thing));

    static string? Destroyed(Change change) => change.Act switch
    {
        Act.Drop => $"DROP {change.Thing} {change.Name}",
        Act.DropColumn => $"DROP COLUMN {change.Place}",
        Act.DropConstraint => $"DROP CONSTRAINT {change.Part} on {change.Name}",
        Act.Truncate => $"TRUNCATE {change.Name}",
        _ => null,
    };

    // A table is also made by a rename to its name, and comes with its schema; an index may be a constraint's.
    static bool Makes(Change made, Change lost) => (made.Act, lost.Act) switch
    {
        (Act.Create, Act.DropConstraint) => NameSet.AreSame(made.Name, lost.Name) || made.Name.Name == lost.Part,
        (Act.Create, _) => NameSet.AreSame(made.Name, lost.Name) || MakesSchemaOf(made, lost)
            || (lost.Thing == Things.Index && made is { Thing: Things.Index, Name.Name: "" }),
        (Act.Rename or Act.Move, _) => made.Other.Name == lost.Name.Name,
        (Act.AddColumn, Act.DropColumn) => NameSet.AreSame(made.Name, lost.Name) && made.Part == lost.Part,
        (Act.RenameColumn, Act.DropColumn) => NameSet.AreSame(made.Name, lost.Name) && made.Other.Name == lost.Part,
        (Act.AddConstraint, Act.DropConstraint) =>
            NameSet.AreSame(made.Name, lost.Name) && (made.Part is null || made.IsInline || made.Part == lost.Part),
        (Act.AddConstraint, Act.Drop) => lost.Thing == Things.Index && made.Part == lost.Name.Name,
        _ => false,
    };

    static bool MakesSchemaOf(Change made, Change lost) => made.Thing == Things.Schema && made.Name.Name == lost.Name.Schema;
}

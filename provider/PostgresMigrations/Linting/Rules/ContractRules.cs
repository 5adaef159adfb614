using Lockstep.PostgresMigrations.Linting.Reading;

namespace Lockstep.PostgresMigrations.Linting.Rules;

/// <summary>
/// What the code of before still uses. It runs until the stack's update ends, and it comes back when that fails: expand first,
/// contract in a later deployment.
/// </summary>
sealed class ContractRules
{
    readonly List<(Change Column, string Script)> _added = [];

    public static void Check(Change change, FindingList findings)
    {
        if (!change.IsNew && RuleFor(change) is { } rule)
        {
            findings.Report(rule, change.Offset, Text(change));
        }
    }

    /// <summary>Looks at an up as a whole: what it drops beside what it, or a script before it, brings.</summary>
    public void CheckEnd(IReadOnlyList<Change> up, FindingList findings)
    {
        _added.AddRange(up.Where(change => change.Act == Act.AddColumn).Select(change => (change, findings.Text.Name)));
        foreach (var change in up.Where(change => !change.IsNew))
        {
            if (SuccessorOf(change, up, findings.Text.Name) is { } successor)
            {
                findings.Report(
                    LintRules.ContractBeforeExpand, change.Offset, $"{Text(change)} in the deployment that brings {successor}:");
            }
        }
    }

    string? SuccessorOf(Change dropped, IReadOnlyList<Change> up, string script) => dropped switch
    {
        { Act: Act.DropColumn } => _added
            .Where(added => NameSet.AreSame(added.Column.Name, dropped.Name) && added.Column.Part != dropped.Part)
            .Select(added => added.Script == script ? added.Column.Place : $"{added.Column.Place} ({added.Script})")
            .FirstOrDefault(),
        { Act: Act.Drop, Thing: Things.Table } => up
            .FirstOrDefault(made => made is { Act: Act.Create, Thing: Things.Table, IsTemporary: false } && Stays(made, up))
            ?.Name.ToString(),
        _ => null,
    };

    static bool Stays(Change made, IReadOnlyList<Change> up) =>
        !up.Any(change => change is { Act: Act.Drop, IsNew: true } && NameSet.AreSame(change.Name, made.Name));

    static LintRule? RuleFor(Change change) => change switch
    {
        { Act: Act.DropColumn } => LintRules.DropColumn,
        { Act: Act.DropNotNull } => LintRules.DropNotNull,
        { Act: Act.Drop, Thing: Things.Table } => LintRules.DropTable,
        { Act: Act.Drop, Thing: Things.Schema } => LintRules.DropSchema,
        { Act: Act.Drop, Thing: Things.Database } => LintRules.DropDatabase,
        { Act: Act.RenameColumn } => LintRules.RenameColumn,
        { Act: Act.Rename or Act.Move, Thing: not (Things.Index or Things.Schema) } => LintRules.RenameTable,
        { Act: Act.Rename, Thing: Things.Schema } => LintRules.RenameSchema,
        { Act: Act.RenameEnumValue } => LintRules.RenameEnumValue,
        _ => null,
    };

    static string Text(Change change) => change.Act switch
    {
        Act.DropColumn => $"DROP COLUMN {change.Place}",
        Act.DropNotNull => $"DROP NOT NULL on {change.Place}",
        Act.Drop => $"DROP {change.Thing} {change.Name}",
        Act.RenameColumn => $"RENAME COLUMN {change.Place} TO {change.Other}",
        Act.RenameEnumValue => $"RENAME VALUE {change.Part} of {change.Name}",
        _ => $"RENAME of {change.Name} to {change.Other}",
    };
}

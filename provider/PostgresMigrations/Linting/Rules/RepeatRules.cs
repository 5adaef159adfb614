using Lockstep.PostgresMigrations.Linting.Reading;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Rules;

/// <summary>
/// Statements outside a transaction commit one by one. A function that is ended between two of them runs the script again, from
/// its first statement.
/// </summary>
sealed class RepeatRules
{
    const string InTransaction = "Put it into a script that runs in a transaction.";

    readonly NameSet _dropped = new();

    public void Check(Change change, FindingList findings)
    {
        if (RemedyFor(change) is { } remedy)
        {
            findings.Report(LintRules.NotRepeatable, change.Offset, Text(change), remedy);
        }

        if (change is { Act: Act.Drop, IsGuarded: true })
        {
            _dropped.Add(change.Name);
        }
        else if (change is { Act: Act.DropConstraint, IsGuarded: true })
        {
            _dropped.Add(NameSet.PartOf(change.Name, change.Part!));
        }
    }

    public static void CheckRows(Statement statement, FindingList findings)
    {
        var words = new WordReader(statement.Characters);
        if (statement.CopiesFromStdin)
        {
            findings.Report(LintRules.NotRepeatable, statement.Span.Start, "COPY FROM STDIN", InTransaction);
        }
        else if (words.Take("INSERT", "INTO") && !MindsWhatIsThere(words))
        {
            findings.Report(
                LintRules.NotRepeatable, statement.Span.Start, "INSERT", $"Add ON CONFLICT DO NOTHING. {InTransaction}");
        }
    }

    static bool MindsWhatIsThere(WordReader words)
    {
        while (!words.IsAtEnd)
        {
            if (words.Take("ON", "CONFLICT") || words.Take("NOT", "EXISTS") || words.Take("EXCEPT"))
            {
                return true;
            }

            words.Skip();
        }

        return false;
    }

    string? RemedyFor(Change change) => change switch
    {
        { IsGuarded: true } or { IsTemporary: true } or { IsInline: true } => null,
        { Act: Act.Create, Thing: Things.Index, Name.Name: "" } => "Give it a name, and add IF NOT EXISTS.",
        { Act: Act.Create } => _dropped.Has(change.Name) ? null : Creation(change.Thing),
        { Act: Act.Drop or Act.DropColumn or Act.DropConstraint } => "Add IF EXISTS.",
        { Act: Act.AddColumn or Act.AddEnumValue } => "Add IF NOT EXISTS.",
        { Act: Act.AddConstraint, Part: { } name } when _dropped.Has(NameSet.PartOf(change.Name, name)) => null,
        { Act: Act.AddConstraint } => "Drop it with IF EXISTS first.",
        { Act: Act.Rename or Act.RenameColumn or Act.RenameEnumValue } => InTransaction,
        _ => null,
    };

    static string Creation(string thing) => thing switch
    {
        "VIEW" or "FUNCTION" or "PROCEDURE" or "AGGREGATE" or "TRIGGER" or "RULE" => "Write CREATE OR REPLACE.",
        "TYPE" or "DOMAIN" or "POLICY" or "DATABASE" or "PUBLICATION" or "EVENT TRIGGER" => InTransaction,
        _ => "Add IF NOT EXISTS.",
    };

    static string Text(Change change) => change.Act switch
    {
        Act.Create when change.Name.Name.Length == 0 => $"CREATE INDEX on {change.Other}",
        Act.Create => $"CREATE {change.Thing} {change.Name}",
        Act.Drop => $"DROP {change.Thing} {change.Name}",
        Act.AddColumn => $"ADD COLUMN {change.Place}",
        Act.DropColumn => $"DROP COLUMN {change.Place}",
        Act.AddConstraint => $"{change.Thing} on {change.Name}",
        Act.DropConstraint => $"DROP CONSTRAINT {change.Part} on {change.Name}",
        Act.AddEnumValue => $"ADD VALUE {change.Part} to {change.Name}",
        _ => $"RENAME on {change.Name}",
    };
}

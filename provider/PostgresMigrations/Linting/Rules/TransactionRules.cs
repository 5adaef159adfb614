using Lockstep.PostgresMigrations.Linting.Reading;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Rules;

/// <summary>What must not share a transaction, because a lock is held, or a commit missing, until that ends.</summary>
sealed class TransactionRules
{
    readonly List<string> _newValues = [];
    NameSet _notValid = new();
    string? _locked;

    /// <summary>A transaction ends here, and another begins.</summary>
    public void Restart() => (_notValid, _locked) = (new NameSet(), null);

    /// <summary>Another script begins. Which of its texts are values of the enum, nobody could tell across scripts.</summary>
    public void RestartScript() => _newValues.Clear();

    public void Check(Change change, FindingList findings)
    {
        if (change.IsNew)
        {
            return;
        }

        if (change.Act == Act.WriteAll && _locked is { } locked)
        {
            findings.Report(
                LintRules.Backfill, change.Offset, $"{change.Thing} of all rows of {change.Name} while {locked}");
        }

        if (change.Act == Act.ValidateConstraint && _notValid.Has(NameSet.PartOf(change.Name, change.Part!)))
        {
            findings.Report(LintRules.Validate, change.Offset, $"VALIDATE CONSTRAINT {change.Part} on {change.Name}");
        }

        Remember(change);
    }

    /// <summary>Looks for values of an enum that the script has added.</summary>
    public void CheckValues(Statement statement, IReadOnlyList<Change> changes, FindingList findings)
    {
        if (_newValues.Count > 0 && !changes.Any(change => change.Act is Act.AddEnumValue or Act.RenameEnumValue))
        {
            FindValues(statement, findings);
        }

        // Most statements change nothing, and there may be a million of them.
        if (changes.Count > 0)
        {
            _newValues.AddRange(
                changes.Where(change => change is { Act: Act.AddEnumValue, IsNew: false }).Select(change => change.Part!));
        }
    }

    void FindValues(Statement statement, FindingList findings)
    {
        for (var words = new WordReader(statement.Characters); !words.IsAtEnd; words.Skip())
        {
            foreach (var value in _newValues)
            {
                if (words.Value.SequenceEqual(value))
                {
                    findings.Report(LintRules.EnumValue, statement.Span.Start + words.Start, $"The use of {value}");
                }
            }
        }
    }

    void Remember(Change change)
    {
        if (change is { Act: Act.AddConstraint, IsUnchecked: true, IsInline: false, Part: { } name })
        {
            _notValid.Add(NameSet.PartOf(change.Name, name));
        }

        if (TakesTheStrongestLock(change))
        {
            _locked ??= change.Name.ToString();
        }
    }

    static bool TakesTheStrongestLock(Change change) => change switch
    {
        { Act: Act.Drop, Thing: not Things.Table } => false,
        { Act: Act.Rename or Act.AlterTable, Thing: not Things.Table } => false,
        { Act: Act.AddConstraint, Thing: ConstraintReader.ForeignKey } => false,
        _ => change.Act is Act.AlterTable or Act.AddColumn or Act.DropColumn or Act.RenameColumn or Act.SetNotNull
            or Act.DropNotNull or Act.AddConstraint or Act.DropConstraint or Act.Rewrite or Act.Truncate or Act.Drop
            or Act.Rename or Act.Move,
    };
}

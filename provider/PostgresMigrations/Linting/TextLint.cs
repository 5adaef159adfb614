using Lockstep.PostgresMigrations.Linting.Reading;
using Lockstep.PostgresMigrations.Linting.Rules;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting;

/// <summary>Holds the statements of texts, one after another, against the rules that look at one statement at a time.</summary>
/// <param name="made">Takes what they make.</param>
/// <param name="also">A rule besides, for ups alone.</param>
sealed class TextLint(MadeSoFar made, Action<Change, FindingList>? also = null)
{
    readonly ConstraintRules _constraints = new();
    readonly TransactionRules _transactions = new();
    readonly List<Change> _changes = [];

    /// <summary>The next text does not share the transaction of the last one.</summary>
    public void Restart() => _transactions.Restart();

    public LintedText Read(FindingList findings)
    {
        var directives = findings.Text.Directives;
        var repeats = directives.NoTransaction ? new RepeatRules() : null;
        var (changes, hasBlocks, isInside) = (new List<Change>(), false, !directives.NoTransaction);
        _transactions.RestartScript();
        foreach (var statement in findings.Text.Statements)
        {
            isInside = directives.NoTransaction ? Follow(statement, isInside) : isInside;
            hasBlocks |= statement.MayCommit;
            ChangeReader.Read(statement, _changes);
            Check(repeats, findings);
            changes.AddRange(_changes);
            if (!directives.NoTransaction)
            {
                _transactions.CheckValues(statement, _changes, findings);
            }
            else
            {
                RepeatRules.CheckRows(statement, findings);
            }
        }

        return new LintedText(changes, hasBlocks);
    }

    void Check(RepeatRules? repeats, FindingList findings)
    {
        for (var index = 0; index < _changes.Count; index++)
        {
            var change = _changes[index] = _changes[index] with { IsNew = made.HasMade(_changes[index]) };
            IndexRules.Check(change, findings);
            _constraints.Check(change, findings);
            TableRules.Check(change, findings);
            _transactions.Check(change, findings);
            also?.Invoke(change, findings);
            repeats?.Check(change, findings);
            made.Take(change);
        }
    }

    // True while the script's own BEGIN is open.
    bool Follow(Statement statement, bool isInside)
    {
        var control = statement.TransactionControl;
        if (control is not TransactionControl.None || !isInside)
        {
            _transactions.Restart();
        }

        return control switch
        {
            TransactionControl.Begin or TransactionControl.Chain => true,
            TransactionControl.End or TransactionControl.Prepare => false,
            _ => isInside,
        };
    }
}

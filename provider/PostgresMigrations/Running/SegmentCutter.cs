using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Puts steps into segments, one after the other, and notes why a segment had to end.</summary>
sealed class SegmentCutter(TransactionScope scope, LockBudget budget)
{
    readonly List<Segment> _ended = [];
    readonly List<RunStep> _open = [];
    string? _because;
    string? _enumAdder;
    long _locks;

    /// <summary>The segments of all steps taken so far.</summary>
    public IReadOnlyList<Segment> Segments => _open.Count == 0 ? _ended : [.. _ended, Opened];

    public void Take(RunStep step)
    {
        var (locks, addsEnumValue) = step.IsTransactional ? NeedsOf(step.Text) : default;
        if (_open.Count > 0 && ReasonToEnd(step, locks) is { } reason)
        {
            _ended.Add(Opened);
            _open.Clear();
            (_because, _enumAdder, _locks) = (scope == TransactionScope.Script ? null : reason, null, 0);
        }

        _open.Add(step);
        _locks += locks;
        _enumAdder = addsEnumValue ? step.Text.Name : _enumAdder;
    }

    Segment Opened => new([.. _open], _open[0].IsTransactional, _because);

    string? ReasonToEnd(RunStep step, long locks)
    {
        var before = _open[^1];
        return scope == TransactionScope.Script ? "Transaction is Script."
            : !before.IsTransactional ? $"{before.Text.Name} before it is in no transaction: {Way(before)}."
            : !step.IsTransactional ? $"it is in no transaction: {Way(step)}."
            : _enumAdder is not null
                ? $"{_enumAdder} adds a value to an enum, which may be used only once that is committed."
            : _locks + locks > budget.ForOneTransaction
                ? $"the scripts before it hold about {_locks} locks, and with its own {locks} they would be more than the "
                    + $"{budget.ForOneTransaction} that the server has for one transaction (max_locks_per_transaction)."
            : null;
    }

    static string Way(RunStep step) => step.Text.Directives.Batches
        ? "each of its batches commits"
        : "each of its statements commits";

    static (long Locks, bool AddsEnumValue) NeedsOf(ScriptText text)
    {
        var (locks, addsEnumValue) = (0L, false);
        foreach (var statement in text.Statements)
        {
            locks += statement.LockWeight;
            addsEnumValue |= statement.AddsEnumValue;
        }

        return (locks, addsEnumValue);
    }
}

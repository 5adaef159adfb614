using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>The reason of a rollback that left something in the schema, or out of it.</summary>
static class KeptText
{
    /// <summary>Nothing was tried.</summary>
    public static string ByPolicy(RevertRange range)
    {
        var what = range.Reverts.Count == 0 ? "Nothing is reverted" : $"{Names(range.Reverts)} stay";
        return $"{what}: OnRollback is Keep.{Missing(range)}";
    }

    /// <param name="range">What the rollback was about.</param>
    /// <param name="left">What of it is not done.</param>
    /// <param name="reason">Why.</param>
    public static string Of(RevertRange range, RevertRange left, string reason)
    {
        var done = range.Reverts.Where(stored => left.Reverts.All(other => other.Row.Name != stored.Row.Name)).ToList();
        var head = left.Reverts.Count == 0
            ? "The rollback reverted all scripts, but did not come to its end."
            : $"The rollback did not revert {Names(left.Reverts)}; the schema stays ahead of the code.";
        var partly = done.Count == 0 || left.Reverts.Count == 0 ? string.Empty : $" It had reverted {Names(done)} by then.";
        return $"{head}{partly} {reason}{Half(left)}{Missing(left)}";
    }

    static string Half(RevertRange left) => left.HalfReverted.Count == 0
        ? string.Empty
        : $" Half reverted: {string.Join(", ", left.HalfReverted.Select(row => row.Name))}. "
            + "The next deployment that has it runs it again.";

    // What the next deployment puts back where it has it.
    static string Missing(RevertRange left)
    {
        var there = left.Reverts.Select(stored => stored.Row.Name).ToList();
        var missing = left.Reapplies.Concat(left.Aside.Select(aside => aside.Script).OfType<StoredScript>())
            .Select(stored => stored.Row.Name).Except(there, StringComparer.Ordinal).ToList();
        return missing.Count == 0
            ? string.Empty
            : $" Not back yet: {string.Join(", ", missing)}. The next deployment sees to it.";
    }

    static string Names(IEnumerable<StoredScript> scripts) => string.Join(", ", scripts.Select(stored => stored.Row.Name));
}

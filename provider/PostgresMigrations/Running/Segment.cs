using Lockstep.PostgresMigrations.Journaling;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Steps that commit together, or the one step that cannot share a transaction.</summary>
/// <param name="Steps">In running order, at least one.</param>
/// <param name="IsTransactional">One transaction around all of them; else each statement on its own.</param>
/// <param name="Because">
/// Why they do not share the transaction of the segment before; null for the first, and where
/// <see cref="TransactionScope.Script"/> asks for it.
/// </param>
sealed record Segment(IReadOnlyList<RunStep> Steps, bool IsTransactional, string? Because)
{
    /// <summary>
    /// Consecutive transactional steps together in <see cref="TransactionScope.Batch"/>, as far as PostgreSQL allows; each alone
    /// otherwise.
    /// </summary>
    public static IReadOnlyList<Segment> Cut(IEnumerable<RunStep> steps, TransactionScope scope, LockBudget budget)
    {
        var cutter = new SegmentCutter(scope, budget);
        foreach (var step in steps)
        {
            cutter.Take(step);
        }

        return cutter.Segments;
    }
}

using Lockstep.CustomResources;

namespace Lockstep.PostgresMigrations.Running.SeveralRuns;

/// <summary>
/// Time is over, what is committed stays, and another run goes on from there: that one may follow has been asked.
/// </summary>
/// <param name="outcome">What the run ends with.</param>
/// <param name="where">The script that is next, or half done.</param>
/// <param name="inner">What ended this run; null where it stopped by itself.</param>
sealed class GoesOnException(Continue outcome, string where, Exception? inner)
    : RunEndedException($"The function's time was over at {where}, and another run goes on.", inner)
{
    public Continue Outcome { get; } = outcome;
}

using Lockstep.CustomResources.Requests;

namespace Lockstep.PostgresMigrations.Running.SeveralRuns;

/// <summary>Asks before each part of the work whether there is time for it, as far as those before it tell.</summary>
sealed class Pace(RequestContext context)
{
    TimeSpan _longest;

    /// <summary>No part before took longer than what is left.</summary>
    public bool HasTime => context.Deadline.WorkTimeLeft > _longest;

    /// <summary>Runs a part, and remembers how long it took.</summary>
    public async Task MeasureAsync(Func<Task> runAsync)
    {
        var started = context.Clock.GetTimestamp();
        await runAsync();
        var took = context.Clock.GetElapsedTime(started);
        _longest = took > _longest ? took : _longest;
    }
}

using Lockstep.CustomResources.Requests;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>How long a request has been worked on, the runs before this one included.</summary>
sealed class RequestWatch(RequestContext context)
{
    readonly long _started = context.Clock.GetTimestamp();

    readonly TimeSpan _before = context.Continuation is { Run: > 1, StartedAt: { } startedAt }
        ? context.Clock.GetUtcNow() - startedAt
        : TimeSpan.Zero;

    public TimeSpan Elapsed => _before + context.Clock.GetElapsedTime(_started);
}

using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.SeveralRuns;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>Waits until a session has its schema's lock, or must not have it any more.</summary>
/// <param name="session">Where the lock is held.</param>
/// <param name="request">The request that it is for.</param>
sealed class LockWait(MigratorSession session, RecordedRequest request)
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    readonly TimeProvider _clock = request.Context.Clock;

    /// <summary>Asks again until there is an answer.</summary>
    /// <param name="standing">What the session was told last.</param>
    /// <param name="evict">Whether to end the earlier run of this resource, which this request has superseded.</param>
    /// <param name="isPatient">
    /// Whether another run waits on when this one's time is over: for what FAILED would block a stack, or take back what is done.
    /// </param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="AdmissionRefusedException">The lock was not to be had in time.</exception>
    /// <exception cref="AtWorkElsewhereException">Another run of the same request has it.</exception>
    /// <exception cref="GoesOnException">Another run of the same request waits on.</exception>
    public async Task<Standing> RunAsync(
        Standing standing, Func<Standing, bool> evict, bool isPatient, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (standing.Schema.IsPooled)
            {
                await session.EnsureOursAsync(cancellationToken);
                standing = await InTimeAsync(() => session.Admission.TryAgainAsync(cancellationToken), standing, isPatient);
            }

            if (standing.IsLocked || standing.Request is not { IsUnderWay: true })
            {
                session.Headway.Lock(_clock.GetElapsedTime(started));
                return standing;
            }

            var (former, waited) = (standing, _clock.GetElapsedTime(started));
            standing = await InTimeAsync(
                async () =>
                {
                    await new LostSessions(session.Connection, request, session.Headway.Backends).EndAsync(cancellationToken);
                    await new Eviction(session.Connection, request).RunAsync(evict(former), waited, cancellationToken);
                    await Task.Delay(pause, _clock, cancellationToken);
                    return await session.Admission.TryAgainAsync(cancellationToken);
                },
                former, isPatient);
        }
    }

    // Whatever of the waiting the end of the time cuts off, it is the lock that was not to be had.
    async Task<Standing> InTimeAsync(Func<Task<Standing>> askAsync, Standing former, bool isPatient)
    {
        try
        {
            return await askAsync();
        }
        catch (OperationCanceledException)
        {
            throw Refused(former, isPatient);
        }
    }

    // Held for all the time that this run could wait, the lock shows that the other run of its event is alive. But not where a
    // session of this run holds it, whose link is lost: then nobody else answers, and it is the time alone that is over.
    Exception Refused(Standing standing, bool isPatient)
    {
        var isOwn = standing.Request?.Holder is { } own && session.Headway.Backends.Lost.Contains(own);
        if (standing.Request?.Holder is not null && !isOwn)
        {
            return new AtWorkElsewhereException();
        }

        Exception refused = isOwn
            ? new OperationCanceledException()
            : AdmissionRefusedException.ForLock(request.Schema, standing.Schema.LockHolder, standing.Request?.Run ?? 1);
        return (isPatient || IsOneOfSeveral(standing)) && session.Headway.MayGoOn
            ? new GoesOnException(session.Headway.ToOutcome(), $"the lock of schema \"{request.Schema}\"", refused)
            : refused;
    }

    // A run before it may have handed on: FAILED would take back what the next one finishes. Only CloudFormation's own event does
    // that: a run that was handed on itself would go on for an hour for a run that is dead.
    bool IsOneOfSeveral(Standing standing) =>
        request.Context.Continuation.Run == 1 && standing.Request is { Run: > 1 };
}

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Looks at steps inside their transaction before they are run for good.</summary>
interface IStepGuard
{
    /// <summary>Throws where the steps must not be run; leaves the transaction as it found it otherwise, but for locks.</summary>
    Task CheckAsync(Segment segment, SegmentRunner runner, CancellationToken cancellationToken);
}

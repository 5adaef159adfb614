namespace Lockstep.PostgresMigrations.Running;

/// <summary>
/// A little time beyond the end of work, for what has to be finished or cleared away. The answer's own time is longer.
/// </summary>
sealed class Patience : IDisposable
{
    static readonly TimeSpan Extra = TimeSpan.FromSeconds(5);

    readonly CancellationTokenSource _source;
    readonly CancellationTokenRegistration _registration;

    Patience(TimeProvider clock, CancellationToken work)
    {
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _registration = work.Register(() => _source.CancelAfter(Extra));
    }

    public CancellationToken Token => _source.Token;

    public static Patience Beyond(TimeProvider clock, CancellationToken work) => new(clock, work);

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}

namespace Lockstep.CustomResources.Tests.Schedules.Functions;

/// <summary>The clock of one process: off by something, and never ringing again once the process is gone.</summary>
sealed class ProcessClock(TimeProvider time, FunctionProcess process) : TimeProvider
{
    /// <summary>How far it is ahead.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Offset;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(
            given =>
            {
                if (!process.IsDead)
                {
                    callback(given);
                }
            },
            state, dueTime, period);
}

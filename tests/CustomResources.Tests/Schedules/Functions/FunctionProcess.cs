using Lockstep.CustomResources.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources.Tests.Schedules.Functions;

/// <summary>
/// An execution environment that can be killed at each of its steps: a message to the database or to S3, there or back. What it
/// waits for then never comes, and so none of its code is run any more.
/// </summary>
sealed class FunctionProcess
{
    /// <summary>What must be in no log and no answer.</summary>
    public const string Password = "tr0ub4dor";

    readonly TaskCompletionSource _death = new();
    readonly TimeProvider _time;
    int _steps;
    int _breaks;

    public FunctionProcess(TimeProvider time)
    {
        _time = time;
        Clock = new(time, this);
    }

    public ProcessClock Clock { get; }

    public LogLines Lines { get; } = new();

    public CustomResourceFunction Function { get; set; } = null!;

    /// <summary>What goes wrong in the run that it is in.</summary>
    public RunMishap Mishap { get; private set; } = RunMishap.None;

    public DateTimeOffset? DiedAt { get; private set; }

    public bool IsDead => DiedAt is not null;

    public Task Died => _death.Task;

    /// <summary>How long the database takes to find out.</summary>
    public TimeSpan Lingers => TimeSpan.FromSeconds(Mishap.Lingers);

    /// <summary>Whether that happened in the run that it is in.</summary>
    public bool HasLostLink => _breaks > 0;

    /// <summary>How long the process does not notice that a link broke.</summary>
    public TimeSpan Silence => TimeSpan.FromSeconds(Mishap.Silence);

    public ILogger Log => new Logging.JsonLinesLogger(Lines, LogLevel.Debug, Clock);

    public void Begin(RunMishap mishap)
    {
        (Mishap, _steps, _breaks) = (mishap, 0, 0);
        Clock.Offset += TimeSpan.FromSeconds(mishap.Skew);
    }

    public void Die()
    {
        if (!IsDead)
        {
            DiedAt = _time.GetUtcNow();
            _death.SetResult();
        }
    }

    /// <summary>One more step; the last one never ends.</summary>
    public Task StepAsync()
    {
        _steps++;
        Clock.Offset += TimeSpan.FromSeconds(_steps == Mishap.JumpAt ? Mishap.Jump : 0);
        if (_steps == Mishap.CrashAt)
        {
            Die();
        }

        return AliveAsync();
    }

    /// <summary>When the link breaks at a step that is a message to the database, or its reply; null: it does not.</summary>
    public DateTimeOffset? LinkBreaks()
    {
        var isBroken = _steps >= Mishap.BreakAt && _breaks < Mishap.Breaks;
        _breaks += isBroken ? 1 : 0;
        return isBroken ? _time.GetUtcNow() : null;
    }

    public Task AliveAsync() => IsDead ? new TaskCompletionSource().Task : Task.CompletedTask;
}

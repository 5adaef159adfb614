using DbUp.Engine;

namespace Lockstep.PostgresMigrations.Running.Engine;

/// <summary>A step as DbUp carries it from provider to executor: the same instance comes out that went in.</summary>
sealed class StepScript(RunStep step, Segment segment) : SqlScript(step.Text.Name, step.Text.Text)
{
    /// <summary>The segment that is complete with this step; null while others follow in it.</summary>
    public Segment? Completes { get; } = ReferenceEquals(segment.Steps[^1], step) ? segment : null;
}

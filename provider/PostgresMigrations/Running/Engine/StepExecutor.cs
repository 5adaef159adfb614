using System.Diagnostics.CodeAnalysis;
using DbUp.Engine;

namespace Lockstep.PostgresMigrations.Running.Engine;

/// <summary>DbUp's executor: takes the steps one by one and runs a segment when its last one has come.</summary>
/// <remarks>
/// DbUp runs in NoTransaction mode: its own transaction strategies cannot be mixed and can commit half a failed run.
/// </remarks>
sealed class StepExecutor(Func<Segment, Task> runSegmentAsync) : IScriptExecutor
{
    // DbUp's own default of 30 s must not reach anything; the work deadline cancels.
    public int? ExecutionTimeoutSeconds { get; set; }

    public void Execute(SqlScript script) => Execute(script, null);

    [SuppressMessage("Usage", "VSTHRD002", Justification = "DbUp is synchronous; the engine has a thread of its own to wait on.")]
    public void Execute(SqlScript script, IDictionary<string, string>? variables)
    {
        if (((StepScript)script).Completes is { } segment)
        {
            runSegmentAsync(segment).GetAwaiter().GetResult();
        }
    }

    public void VerifySchema()
    {
        // DbUp's way creates it unquoted; the first transaction does it.
    }
}

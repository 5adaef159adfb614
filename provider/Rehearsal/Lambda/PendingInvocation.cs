namespace Lockstep.Rehearsal.Lambda;

/// <summary>An invocation from the call that made it to its one result.</summary>
sealed class PendingInvocation(InvocationInput input, DateTimeOffset deadline)
{
    readonly TaskCompletionSource<InvocationResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InvocationInput Input => input;

    public DateTimeOffset Deadline => deadline;

    public Task<InvocationResult> Result => _result.Task;

    /// <summary>The caller went away: its id is unknown from now on.</summary>
    public bool Abandoned { get; set; }

    public void End(InvocationResult result) => _result.TrySetResult(result);
}

using System.Diagnostics.CodeAnalysis;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources;

/// <summary>Runs a resource's work, and stops waiting for it when no time would be left to answer.</summary>
static class Work
{
    /// <summary>Begins work on a thread of its own: what never awaits must not keep the answer from being given.</summary>
    public static Task<T> BeginAsync<T>(Func<Task<T>> work, FunctionEnvironment environment) => Task.Factory
        .StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, environment.Scheduler).Unwrap();

    /// <exception cref="OutOfTimeException">The work ended because its token did.</exception>
    public static async Task<ResourceOutcome> RunAsync(
        ResourceDefinition definition, RequestContext context, string? physicalId, FunctionEnvironment environment)
    {
        var deadline = context.Deadline;
        var work = BeginAsync(() => definition.RunAsync(context, physicalId, deadline.WorkToken), environment);
        await SettleAsync(work, deadline.PatienceToken);
        if (!work.IsCompleted)
        {
            return GiveUp(work, context);
        }

        try
        {
            return await work;
        }
        catch (Exception exception) when (IsCancellation(exception) && deadline.WorkToken.IsCancellationRequested)
        {
            throw new OutOfTimeException(deadline, "");
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The caller asks how the work ended; here nobody waits any longer.")]
    static async Task SettleAsync(Task work, CancellationToken cancellationToken)
    {
        try
        {
            await work.WaitAsync(cancellationToken);
        }
        catch (Exception)
        {
            return;
        }
    }

    static Failed GiveUp(Task<ResourceOutcome> work, RequestContext context)
    {
        context.Log.WorkGivenUp();
        _ = LogLateEndAsync(work, context);
        const string GoesOn = ", and the work did not stop when it was told to: it may still be going on";
        var reason = new OutOfTimeException(context.Deadline, GoesOn).Message;

        // What goes on may yet make something: a Create's Delete must reach the resource.
        return new Failed(reason) { MayBeHalfMade = true };
    }

    [SuppressMessage("Design", "CA1031", Justification = "Nobody else is left to hear of it.")]
    static async Task LogLateEndAsync(Task<ResourceOutcome> work, RequestContext context)
    {
        try
        {
            var outcome = await work;
            context.Log.LateResult((int)context.Deadline.Worked.TotalSeconds, outcome.GetType().Name);
        }
        catch (Exception exception)
        {
            context.Log.LateFailure(exception, (int)context.Deadline.Worked.TotalSeconds);
        }
    }

    static bool IsCancellation(Exception exception) => exception is OperationCanceledException
        || (exception is AggregateException many && many.Flatten().InnerExceptions.All(IsCancellation));
}

using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Running.SeveralRuns;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>
/// A database that did not answer until a run's time was over: of a rollback or a Delete, another run asks again.
/// </summary>
/// <remarks>
/// Answered now, a rollback would leave the newer schema, and a Delete its stack in DELETE_FAILED, for a database that may be
/// there in a minute.
/// </remarks>
static class SilentDatabase
{
    /// <param name="context">The request: its deadline.</param>
    /// <param name="headway">How far this run has come.</param>
    /// <param name="runAsync">The whole of it.</param>
    /// <exception cref="GoesOnException">Another run asks again.</exception>
    /// <exception cref="OperationCanceledException">It said nothing, and this was the last run.</exception>
    public static async Task<T> RunAsync<T>(RequestContext context, Headway headway, Func<Task<T>> runAsync)
    {
        var work = runAsync();
        try
        {
            // A link that says nothing keeps even a cancelled statement waiting; the framework would answer FAILED then.
            return await work.WaitAsync(context.Deadline.CleanUpToken);
        }
        catch (OperationCanceledException) when (!work.IsCompleted && !headway.IsPatient)
        {
            return await work;
        }
        catch (OperationCanceledException exception) when (!work.IsCompleted)
        {
            headway.LoseLink();
            throw headway.Outlasts(exception) ? GoesOn(headway, exception) : exception;
        }
        catch (Exception exception)
            when (context.Deadline.WorkToken.IsCancellationRequested
                && Lateness.IsReason(exception, context.Deadline.WorkToken) && headway.Outlasts(exception))
        {
            throw GoesOn(headway, exception);
        }
    }

    static GoesOnException GoesOn(Headway headway, Exception exception) =>
        new(headway.ToOutcome(), "the database's answer", exception);

}

using System.Diagnostics.CodeAnalysis;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Running.Statements;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>A Create that could not ask in the end what it, or another delivery of it, has left: its Delete finds out.</summary>
static class HalfMadeCreation
{
    const string TakenBack = "What this Create had committed, if anything, is taken back by the Delete that follows.";

    // Lambda runs an event again a minute later, at the earliest.
    static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);

    /// <summary>Marks the failure, so that its Delete reaches us.</summary>
    /// <param name="context">The Create.</param>
    /// <param name="headway">How far it has come: a database that was never reached holds nothing of it.</param>
    /// <param name="runAsync">The whole of it.</param>
    public static async Task<ResourceOutcome> RunAsync(
        RequestContext context, Headway headway, Func<Task<ResourceOutcome>> runAsync)
    {
        try
        {
            return await runAsync();
        }
        catch (AdmissionRefusedException refused) when (refused.MayBeAtWork)
        {
            context.Log.DeploymentFailed(refused);
            return new Failed($"{Sentence.Of(refused.Message)} {TakenBack}") { MayBeHalfMade = true };
        }
        catch (Exception exception) when (MayBe(context, headway.HasConnected)
            && exception is OperationCanceledException or ConnectFailure or InvalidConnectionException)
        {
            return FailureOf(context, exception);
        }
    }

    /// <summary>
    /// Whether a Create that fails now may have made something: of a database that nobody has reached nothing can be there.
    /// </summary>
    /// <param name="context">The Create. Of a run before this one, and that was killed, nothing is known here.</param>
    /// <param name="isSeen">Whether this run knows that something may be there.</param>
    public static bool MayBe(RequestContext context, bool isSeen) => isSeen || context.Continuation.Run > 1
        || context.Continuation.StartedAt - context.SignedAt >= FirstRetry;

    /// <summary>The answer that has its Delete reach us.</summary>
    public static Failed FailureOf(RequestContext context, Exception exception)
    {
        context.Log.DeploymentFailed(exception);
        return new Failed($"{LastResort.Text(exception)} {TakenBack}") { MayBeHalfMade = true };
    }

    /// <summary>Takes such a Create back, or one that was cancelled; whatever stops that, it is answered SUCCESS.</summary>
    /// <remarks>
    /// FAILED would leave the stack in ROLLBACK_FAILED or UPDATE_ROLLBACK_FAILED for what the next Create goes on from.
    /// </remarks>
    [SuppressMessage("Design", "CA1031", Justification = "See the remarks; the exception is logged.")]
    public static async Task<ResourceOutcome> TakeBackAsync(
        RequestContext context, string physicalResourceId, Func<Task<ResourceOutcome>> runAsync)
    {
        try
        {
            return await runAsync();
        }
        catch (Exception exception) when (LastResort.IsFor(exception))
        {
            context.Log.DeploymentFailed(exception);
            return MigrationAnswer.Nothing(
                physicalResourceId,
                $"The Create could not be taken back. {LastResort.Text(exception)} What it had committed, if anything, stays, "
                    + "and the next Create goes on from there.");
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Answering;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>The last resort of a rollback, whatever stopped it: SUCCESS, with the reason.</summary>
/// <remarks>
/// FAILED would leave the stack in UPDATE_ROLLBACK_FAILED, where only a person can help. Nothing is half done: what was not
/// committed is rolled back, and the journal lets the next deployment reconcile the rest.
/// </remarks>
static class RollbackWithoutFailure
{
    /// <param name="direction">Which way the Update goes.</param>
    /// <param name="request">The Update.</param>
    /// <param name="restoredId">The id to answer with, asked for only then.</param>
    /// <param name="runAsync">The whole of it.</param>
    [SuppressMessage("Design", "CA1031", Justification = "See the remarks; the exception is logged.")]
    public static async Task<ResourceOutcome> RunAsync(
        Direction direction, UpdateRequest<MigrationProperties> request, Func<string> restoredId,
        Func<Task<ResourceOutcome>> runAsync)
    {
        var context = request.Context;
        try
        {
            return await runAsync();
        }
        catch (Exception exception) when (direction.IsBack && LastResort.IsFor(exception))
        {
            var reason = $"The rollback could not be carried out. {LastResort.Text(exception)} "
                + "What it did not revert stays in the database, and the next deployment reconciles it.";
            context.Log.DeploymentFailed(exception);
            direction.SayKept(context.Log, reason);
            return MigrationAnswer.Nothing(restoredId(), reason);
        }
    }
}

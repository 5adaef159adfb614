using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.SeveralRuns;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>
/// A Delete whose database is gone, or said nothing until the last run's time was over: SUCCESS, with the reason.
/// </summary>
/// <remarks>FAILED would leave the stack in DELETE_FAILED for a database that often goes with it.</remarks>
static class DeletionWithoutDatabase
{
    /// <param name="request">The Delete.</param>
    /// <param name="headway">How far its runs have come.</param>
    /// <param name="runAsync">The whole of it.</param>
    public static async Task<ResourceOutcome> RunAsync(
        DeleteRequest<MigrationProperties> request, Headway headway, Func<Task<ResourceOutcome>> runAsync)
    {
        try
        {
            return await runAsync();
        }
        catch (Exception exception) when (IsGone(exception, headway))
        {
            request.Context.Log.DeploymentFailed(exception);
            return MigrationAnswer.Nothing(request.PhysicalResourceId, $"{What(headway)} {LastResort.Text(exception)}");
        }
    }

    // A statement that was cancelled in time shows that the database is there: then it is a failure.
    static bool IsGone(Exception exception, Headway headway) => exception is ConnectFailure or InvalidConnectionException
        || (headway.IsLinkLost && (exception is OperationCanceledException || Transience.IsLinkLost(exception)));

    static string What(Headway headway) => headway.HasConnected
        ? "Not everything may have been dropped or reverted; what was committed by then is."
        : "Nothing was dropped or reverted.";
}

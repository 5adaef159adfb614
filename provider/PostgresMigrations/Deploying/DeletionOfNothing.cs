using System.Diagnostics.CodeAnalysis;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Answering;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>
/// The Delete of a Create that failed and made nothing. It goes on record, where there is a journal, so that a copy of that
/// Create which is delivered later runs nothing (docs/decisions/0030).
/// </summary>
static class DeletionOfNothing
{
    // A wrong host name, the commonest reason for such a Create, is to be rolled back soon.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="request">The Delete.</param>
    /// <param name="runAsync">Puts it on record, once.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <returns>SUCCESS, whatever stops it: there is nothing that could be left.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "As above; the exception is logged.")]
    public static async Task<ResourceOutcome> RunAsync(
        DeleteRequest<MigrationProperties> request, Func<CancellationToken, Task<ResourceOutcome>> runAsync,
        CancellationToken cancellationToken)
    {
        var context = request.Context;
        using var patience = new CancellationTokenSource(Patience, context.Clock);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            // A link that says nothing keeps even a cancelled statement waiting.
            return await runAsync(soon.Token).WaitAsync(Patience, context.Clock, cancellationToken);
        }
        catch (Exception exception)
        {
            context.Log.NothingOnRecord(exception.Message);
            return MigrationAnswer.Nothing(request.PhysicalResourceId, null);
        }
    }
}

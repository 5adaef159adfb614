namespace Lockstep.CustomResources.Tests.Schedules.Modelling;

/// <summary>A rollback or a Delete: what the journal says, whatever the image has.</summary>
sealed class Reverting(MigrationRun run, Transaction transaction)
{
    /// <summary>Why nothing is reverted.</summary>
    public const string Kept = "Kept: a script has no down.";

    // So that there are rollbacks for which there is no time.
    const int Slowness = 4;

    /// <summary>Down to what CloudFormation was last told that is wanted now.</summary>
    public Task<ResourceOutcome> BackAsync(CancellationToken cancellationToken)
    {
        var former = run.Database.Deployments.LastOrDefault(one => one.Id < run.Deployment.Id && one.RequestType != "Delete"
            && one.Revision == run.Deployment.Revision && one.State == DeploymentState.Succeeded);
        var version = (former?.Answer as Succeeded)?.Attributes["SchemaVersion"] ?? "";
        var undone = run.Database.Present
            .Where(row => row.State == JournalState.Applied && row.DeploymentId > (former?.Id ?? 0)).ToList();
        return undone.Exists(row => row.Script.Kind == ScriptKind.Irreversible)
            ? run.EndAsync(
                () => undone.ForEach(row => row.State = JournalState.Kept), Kept, version,
                cancellationToken)
            : RevertInTimeAsync(undone, version, cancellationToken);
    }

    /// <param name="isOurs">False: CloudFormation made the id up, for a Create whose answer it has not taken.</param>
    /// <param name="isNeverCreated">It is the Delete of a Create that failed: what has worked stays.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task<ResourceOutcome> AwayAsync(bool isOurs, bool isNeverCreated, CancellationToken cancellationToken)
    {
        // A Delete before this one may have failed.
        var last = run.Database.Deployments.LastOrDefault(one => one.RequestType != "Delete");
        var isCreate = last is { RequestType: "Create", State: DeploymentState.Superseded }
            || (last is { RequestType: "Create", State: DeploymentState.Succeeded } && !isNeverCreated);
        var rows = run.Database.Present.Where(row => isOurs || (isCreate && row.DeploymentId == last!.Id));
        return RevertAsync([.. rows], version: "", cancellationToken);
    }

    // What there was no time for is on record as kept, with the answer: the event that comes once more finds it.
    async Task<ResourceOutcome> RevertInTimeAsync(List<JournalRow> rows, string version, CancellationToken cancellationToken)
    {
        try
        {
            return await RevertAsync(rows, version, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !run.HasLostLink)
        {
            return await run.EndAsync(
                () => rows.Where(row => row.IsPresent).ToList().ForEach(row => row.State = JournalState.Kept),
                "Kept: there was no time.", version, run.CleanUp);
        }
    }

    async Task<ResourceOutcome> RevertAsync(List<JournalRow> rows, string version, CancellationToken cancellationToken)
    {
        var left = rows.OrderByDescending(row => row.Script.Number).ToList();
        foreach (var row in left.ToList())
        {
            if (transaction == Transaction.Script && run.IsToGoOn(row.Script))
            {
                return run.GoOn();
            }

            await run.StatementAsync(row.Script with { Seconds = Slowness * row.Script.Seconds }, cancellationToken);
            if (transaction == Transaction.Script)
            {
                await run.CommitAsync(() => run.Database.Revert(row), cancellationToken);
                left.Remove(row);
            }
        }

        return await run.EndAsync(() => left.ForEach(run.Database.Revert), null, version, cancellationToken);
    }
}

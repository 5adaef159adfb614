using System.Globalization;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Schedules.Functions;

namespace Lockstep.CustomResources.Tests.Schedules.Modelling;

/// <summary>A Create or a forward Update: the scripts that are not there yet.</summary>
sealed class Deploying(MigrationRun run, RequestContext context, Transaction transaction)
{
    readonly List<(Script Script, List<string> Made)> _uncommitted = [];

    public async Task<ResourceOutcome> RunAsync(IReadOnlyList<Script> image, CancellationToken cancellationToken)
    {
        try
        {
            var present = run.Database.Present.Select(row => row.Script.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var script in image.Where(script => !present.Contains(script.Name)))
            {
                if (transaction == Transaction.Script && run.IsToGoOn(script))
                {
                    return run.GoOn();
                }

                _uncommitted.Add((script, await ApplyAsync(script, cancellationToken)));
                if (transaction == Transaction.Script)
                {
                    await run.CommitAsync(Apply, cancellationToken);
                }
            }

            var version = image.Select(script => script.Number).DefaultIfEmpty(0).Max();
            return await run.EndAsync(Apply, reason: null, version.ToString(CultureInfo.InvariantCulture), cancellationToken);
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            return await FailAsync(
                exception is CustomResourceException ? exception.Message : "Out of time.", context.Deadline.CleanUpToken);
        }
    }

    // A link that is lost in time is another attempt's.
    static bool IsFailure(Exception exception, CancellationToken cancellationToken) => exception is not TakenOverException
        && (exception is not LinkLostException || cancellationToken.IsCancellationRequested);

    void Apply()
    {
        _uncommitted.ForEach(one => run.Database.Apply(one.Script, one.Made, run.Deployment));
        _uncommitted.Clear();
    }

    async Task<List<string>> ApplyAsync(Script script, CancellationToken cancellationToken)
    {
        List<string> made = [];
        foreach (var name in script.Objects)
        {
            await run.StatementAsync(script, cancellationToken);
            if (made.Count == 1 && script.Kind == ScriptKind.Mistaken)
            {
                throw new CustomResourceException($"{script.Name} failed for {FunctionProcess.Password}.");
            }

            made.Add(name);
        }

        return made;
    }

    /// <summary>Takes back what the attempt has committed, unless a rollback will, and records the failure.</summary>
    async Task<ResourceOutcome> FailAsync(string reason, CancellationToken cleanUp)
    {
        var mustUndo = context.RequestType == "Create" || transaction == Transaction.Batch;
        var failure = new Failed(reason);
        try
        {
            await run.EnsureConnectedAsync(cleanUp);
            if (run.Decided is { } ended)
            {
                // The COMMIT that had no reply was the last one, or somebody took over.
                return ended;
            }

            var own = run.Database.Present.Where(row => mustUndo && row.DeploymentId == run.Deployment.Id).ToList();
            foreach (var row in own)
            {
                await run.StatementAsync(row.Script, cleanUp);
            }

            await run.CommitAsync(
                () =>
                {
                    own.ForEach(run.Database.Revert);
                    (run.Deployment.State, run.Deployment.Answer) = (DeploymentState.Failed, failure);
                },
                cleanUp);
            return failure;
        }
        catch (Exception exception) when (exception is LinkLostException or OperationCanceledException)
        {
            // Its Delete has to reach us.
            return failure with { PhysicalResourceId = Migration.IdOf(context) };
        }
    }
}

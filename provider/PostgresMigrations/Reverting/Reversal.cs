using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting.Repeatables;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Engine;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Running.Statements;
using Microsoft.Extensions.Logging;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>Takes a range back, whole or not at all.</summary>
/// <param name="session">Holds the lock.</param>
/// <param name="deployment">The request's row.</param>
/// <param name="runner">Runs the segments.</param>
/// <param name="budget">How many locks one transaction may take.</param>
/// <param name="log">For DbUp's words.</param>
sealed class Reversal(
    MigratorSession session, Deployment deployment, SegmentRunner runner, LockBudget budget, ILogger log)
{
    /// <summary>Runs the range; what ends the deployment goes into its last commit.</summary>
    /// <param name="range">Not empty, without findings.</param>
    /// <param name="guard">What must be asked first; null to drop whatever the downs drop.</param>
    /// <param name="last">Ends the deployment.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="Exception">
    /// The failure; what had been committed before it is applied again, unless time is over.
    /// </exception>
    public async Task RunAsync(
        RevertRange range, IStepGuard? guard, Func<IReadOnlyList<Sql>> last, CancellationToken cancellationToken)
    {
        try
        {
            await RunWaysAsync(range, guard, last, cancellationToken);
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken) && !IsOfItsOwn(range))
        {
            await RestoreAsync(exception, cancellationToken);
            throw;
        }
    }

    async Task RestoreAsync(Exception failure, CancellationToken cancellationToken)
    {
        try
        {
            await RestoreAsync(cancellationToken);
        }
        catch (ScriptFailedException again) when (failure is CustomResourceException)
        {
            throw again.Saying(
                $"{Sentence.Of(failure.Message)} What was reverted by then could not be applied again: {again.Message}");
        }
    }

    // What a deployment has applied itself it wants gone: what of that is gone already stays so.
    bool IsOfItsOwn(RevertRange range) => range.Reverts.Any(stored => stored.Row.DeploymentId == deployment.Id);

    // The segment that failed has rolled back; those before it, also those of a run of this request that was cut off, come back
    // from the texts they were made with. Nothing on record: nothing to do. The link may have broken while it was rolled back.
    async Task RestoreAsync(CancellationToken cancellationToken)
    {
        session.Headway.IsLast = true;
        await session.EnsureConnectedAsync(cancellationToken);
        var undone = await RevertRange.OfAsync(session.Connection, deployment.Schema, [deployment.Id], cancellationToken);
        var range = undone.Findings.Count == 0 ? undone : undone with { Reverts = [] };
        if (!range.IsEmpty)
        {
            await RunWaysAsync(range, new DataLossGuard(session, range.Own), null, cancellationToken);
        }
    }

    /// <summary>
    /// Where a range stays as it is: gives back the scripts that were to come back with it, without dropping anybody's rows, and
    /// the views and functions that had made room for it, each as far as its text fits what is in the schema by now.
    /// </summary>
    /// <param name="left">What is left of the range.</param>
    /// <param name="cancellationToken">The time there is for it.</param>
    public async Task GiveBackAsync(RevertRange left, CancellationToken cancellationToken)
    {
        session.Headway.IsLast = true;
        foreach (var away in left.Away)
        {
            try
            {
                await session.EnsureConnectedAsync(cancellationToken);
                await (away.IsWithoutRepeatables
                    ? RunWaysAsync(away, new DataLossGuard(session, away.Own), null, cancellationToken)
                    : RunWaysAsync(away, null, null, cancellationToken, Way.Replace));
            }
            catch (Exception exception) when (IsFailure(exception, cancellationToken))
            {
                log.StillAside(exception.Message);
            }
        }
    }

    static bool IsFailure(Exception exception, CancellationToken cancellationToken) =>
        exception is not RunEndedException && !Transience.IsLinkLost(exception) && !cancellationToken.IsCancellationRequested;

    Task RunWaysAsync(
        RevertRange range, IStepGuard? guard, Func<IReadOnlyList<Sql>>? last, CancellationToken cancellationToken,
        Way widest = Way.DropAll) =>
        new WaysBack(session, deployment.Schema, range, budget, log) { Widest = widest }.RunAsync(
            new MigrationEngine(session, runner, guard, new Surroundings([], last), [], log), [], cancellationToken);
}

using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting.Repeatables;
using Lockstep.PostgresMigrations.Running;
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
        var done = 0;
        await new WaysBack(session, deployment.Schema, range, log)
            .RunAsync(TryAsync, () => done == 0, cancellationToken);

        async Task TryAsync(IReadOnlyList<RunStep> steps)
        {
            var segments = Cut(steps);
            try
            {
                await RunAsync(segments, guard, last, () => done++, cancellationToken);
            }
            catch (Exception exception)
                when (exception is not SupersededException && done > 0 && !cancellationToken.IsCancellationRequested)
            {
                await RestoreAsync(cancellationToken);
                throw;
            }
        }
    }

    // The segment that failed has rolled back; those before it come back from the texts they were made with.
    async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var undone = await RevertRange.OfAsync(session.Connection, deployment.Schema, [deployment.Id], cancellationToken);
        var range = undone.Findings.Count == 0 ? undone : undone with { Reverts = [] };
        if (!range.IsEmpty)
        {
            await new WaysBack(session, deployment.Schema, range, log).RunAsync(
                steps => RunAsync(Cut(steps), null, null, () => { }, cancellationToken), () => false, cancellationToken);
        }
    }

    IReadOnlyList<Segment> Cut(IReadOnlyList<RunStep> steps) => Segment.Cut(steps, TransactionScope.Batch, budget);

    Task RunAsync(
        IReadOnlyList<Segment> segments, IStepGuard? guard, Func<IReadOnlyList<Sql>>? last, Action done,
        CancellationToken cancellationToken) =>
        MigrationEngine.RunAsync(
            segments, [], session.Connection,
            async segment =>
            {
                await runner.RunAsync(segment, guard, new Surroundings([], last).For(segment, segments), cancellationToken);
                done();
            },
            log);
}

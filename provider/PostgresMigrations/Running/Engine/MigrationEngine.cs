using System.Runtime.ExceptionServices;
using DbUp;
using DbUp.Engine;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Sessions;
using Microsoft.Extensions.Logging;

namespace Lockstep.PostgresMigrations.Running.Engine;

/// <summary>Runs segments through DbUp's engine, and knows what of them has committed.</summary>
/// <param name="session">Holds the lock.</param>
/// <param name="runner">Runs one segment.</param>
/// <param name="guard">Asked before anything is taken back, or comes back; null to ask nobody.</param>
/// <param name="around">What else is written: what ends the deployment goes into the last commit.</param>
/// <param name="rows">What DbUp is told of the journal.</param>
/// <param name="log">For DbUp's words.</param>
sealed class MigrationEngine(
    MigratorSession session, SegmentRunner runner, IStepGuard? guard, Surroundings around, IReadOnlyList<JournalRow> rows,
    ILogger log)
{
    readonly List<RunStep> _done = [];

    /// <summary>The steps that have committed by now, over all runs.</summary>
    public IReadOnlyList<RunStep> Done => _done;

    /// <summary>Runs the segments in order, until one fails; without any, only ends the deployment.</summary>
    /// <exception cref="Exception">What the segment threw, as it threw it.</exception>
    public async Task RunAsync(IReadOnlyList<Segment> segments, CancellationToken cancellationToken)
    {
        if (segments.Count == 0)
        {
            await runner.EndAsync(around, cancellationToken);
            return;
        }

        foreach (var segment in segments)
        {
            if (segment.Because is { } reason)
            {
                log.SegmentCut(segment.Steps[0].Text.Name, reason);
            }
        }

        // One engine a run: DbUp remembers between runs what a rolled-back one had made. And a thread of its own: DbUp blocks,
        // and the pool of a function with one processor has only as many threads.
        var engine = Build(segments, cancellationToken);
        var result = await Task.Factory.StartNew(
            engine.PerformUpgrade, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!result.Successful)
        {
            ExceptionDispatchInfo.Throw(result.Error);
        }
    }

    UpgradeEngine Build(IReadOnlyList<Segment> segments, CancellationToken cancellationToken)
    {
        var steps = new PlannedSteps(segments);
        var builder = DeployChanges.To.PostgresqlDatabase(new SessionConnectionManager(session.Connection))
            .WithScripts(steps)
            .WithScriptSorter(steps)
            .WithFilter(steps)
            .JournalTo(new StepJournal(rows))
            .WithoutTransaction()
            .WithVariablesDisabled()
            .WithExecutionTimeout(TimeSpan.Zero)
            .LogTo(new DbUpLog(log));
        builder.Configure(configuration => configuration.ScriptExecutor =
            new StepExecutor(segment => RunAsync(segment, segments, cancellationToken)));
        return builder.Build();
    }

    async Task RunAsync(Segment segment, IReadOnlyList<Segment> segments, CancellationToken cancellationToken)
    {
        var mayLose = segment.Steps.Any(step => step is RevertStep or ReapplyStep);
        await runner.RunAsync(segment, mayLose ? guard : null, around.For(segment, segments), cancellationToken);
        _done.AddRange(segment.Steps);
    }
}

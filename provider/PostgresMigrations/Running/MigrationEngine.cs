using System.Runtime.ExceptionServices;
using DbUp;
using DbUp.Engine;
using Lockstep.PostgresMigrations.Journaling;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>
/// Runs segments through DbUp's engine. One engine a run: DbUp remembers between runs what a rolled-back one had made.
/// </summary>
static class MigrationEngine
{
    /// <summary>Calls <paramref name="runSegmentAsync"/> for each segment in order, until one fails.</summary>
    /// <exception cref="Exception">What the segment threw, as it threw it.</exception>
    public static async Task RunAsync(
        IReadOnlyList<Segment> segments, IReadOnlyList<JournalRow> rows, NpgsqlConnection connection,
        Func<Segment, Task> runSegmentAsync, ILogger log)
    {
        foreach (var segment in segments)
        {
            if (segment.Because is { } reason)
            {
                log.SegmentCut(segment.Steps[0].Text.Name, reason);
            }
        }

        var engine = Build(segments, rows, connection, runSegmentAsync, log);

        // A thread of its own: DbUp blocks, and the pool of a function with one processor has only as many threads.
        var result = await Task.Factory.StartNew(
            engine.PerformUpgrade, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!result.Successful)
        {
            ExceptionDispatchInfo.Throw(result.Error);
        }
    }

    static UpgradeEngine Build(
        IReadOnlyList<Segment> segments, IReadOnlyList<JournalRow> rows, NpgsqlConnection connection,
        Func<Segment, Task> runSegmentAsync, ILogger log)
    {
        var steps = new PlannedSteps(segments);
        var builder = DeployChanges.To.PostgresqlDatabase(new SessionConnectionManager(connection))
            .WithScripts(steps)
            .WithScriptSorter(steps)
            .WithFilter(steps)
            .JournalTo(new StepJournal(rows))
            .WithoutTransaction()
            .WithVariablesDisabled()
            .WithExecutionTimeout(TimeSpan.Zero)
            .LogTo(new DbUpLog(log));
        builder.Configure(configuration => configuration.ScriptExecutor = new StepExecutor(runSegmentAsync));
        return builder.Build();
    }
}

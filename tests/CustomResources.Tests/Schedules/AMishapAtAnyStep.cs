using Lockstep.CustomResources.Tests.Schedules.Functions;
using Lockstep.CustomResources.Tests.Schedules.Modelling;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>
/// Each run of a Create, an update whose sibling fails, its rollback and the Delete dies, loses its link, or has its clock leap,
/// at one step after the other: each message to the database or to S3, there and back. Chance leaves some of them out.
/// </summary>
public sealed class AMishapAtAnyStep
{
    const int Runs = 4;

    // What a run has at least: record, lock, three scripts of two statements each, COMMIT, unlock, PUT.
    const int FewestSteps = 16;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void BreaksNoPromise(bool isScriptByScript, bool isWatched)
    {
        var transaction = isScriptByScript ? Transaction.Script : Transaction.Batch;
        for (var run = 1; run <= Runs; run++)
        {
            var steps = Steps(run);
            if (run <= 2)
            {
                steps.ShouldBeGreaterThan(FewestSteps);
            }

            for (var at = 1; at <= steps; at++)
            {
                Play(new RunMishap(run, CrashAt: at, Lingers: 30));
                Play(new RunMishap(run, BreakAt: at, Breaks: 1));
                Play(new RunMishap(run, BreakAt: at, Breaks: 1, Lingers: 30, Silence: 1000));
                Play(new RunMishap(run, BreakAt: at, Breaks: 6, Lingers: 30));
                Play(new RunMishap(run, JumpAt: at, Jump: 8000));
                Play(new RunMishap(run, JumpAt: at, Jump: -8000));
            }
        }

        string Play(params IReadOnlyList<RunMishap> mishaps) => SchedulePlayer.Play(Schedule(transaction, isWatched, mishaps));

        // One that it does not come to changes nothing.
        int Steps(int run)
        {
            var (calm, step) = (Play(), 0);
            while (Play(new RunMishap(run, CrashAt: step + 1)) != calm)
            {
                step++;
            }

            return step;
        }
    }

    static Schedule Schedule(Transaction transaction, bool isWatched, IReadOnlyList<RunMishap> mishaps) => new(
        new(RollbackOrder.FunctionFirst, ReplacedRollback.RepointOnly, 1, CleanupTries.Passes, 0, true, isWatched, 60),
        [new(ResourceKind.Migration, 0, 3600, transaction), new(ResourceKind.Aws, 1, 3600, transaction)],
        [Step(StepKind.Update, null), Step(StepKind.Update, RequestKind.Update), Step(StepKind.Delete, null)],
        [], mishaps, []);

    static Step Step(StepKind kind, RequestKind? fails) => new(
        kind, kind == StepKind.Delete ? [] : [Script(0), Script(1), Script(2)], fails, 0, 0, false, true);

    static ScriptPlan Script(int seconds) => new(0, ScriptKind.Plain, seconds);
}

using Lockstep.CustomResources.Tests.Schedules.Functions;
using Lockstep.CustomResources.Tests.Schedules.Modelling;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>The link breaks at the last COMMIT of an update: chance seldom comes to that moment.</summary>
public sealed class ACommitWithoutAReply
{
    const int SentAt = 11;

    [Theory]
    [InlineData(SentAt, 0, "UPDATE_COMPLETE  after 00:00:30")]
    [InlineData(SentAt + 1, 0, "UPDATE_COMPLETE  after 00:00:30")]
    [InlineData(SentAt + 1, 10, "UPDATE_COMPLETE  after 00:00:40")]

    // The time to work is over when the process notices, but not that to clear away.
    [InlineData(SentAt, 20, "UPDATE_ROLLBACK_COMPLETE  after ")]
    [InlineData(SentAt + 1, 20, "UPDATE_COMPLETE  after 00:00:50")]
    public void IsLookedForOnRecord(int breakAt, int silence, string end)
    {
        var mishap = new RunMishap(2, BreakAt: breakAt, Breaks: 1, Lingers: 30, Silence: silence);
        var schedule = new Schedule(
            new(RollbackOrder.FunctionFirst, ReplacedRollback.RepointOnly, 1, CleanupTries.Passes, 0, true, true, 60),
            [new(ResourceKind.Migration, 0, 3600, Transaction.Script)],
            [Step(), Step(new ScriptPlan(0, ScriptKind.Plain, 15))],
            [], [mishap], []);

        SchedulePlayer.Play(schedule).ShouldContain($"== {end}");
    }

    static Step Step(params IReadOnlyList<ScriptPlan> scripts) => new(StepKind.Update, scripts, null, 0, 0, false, true);
}

using Lockstep.Rehearsal.CloudFormation;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What must be so when one run of the function has no time for the work.</summary>
static class LongWorkChecks
{
    const string Rule = "Work that one run has no time for goes on in another";

    /// <summary>By Lambda's own retry first, then by invocations of the function's own; the last run alone answers.</summary>
    public static Checklist GoesOnInFurtherRuns(this Checklist checklist)
    {
        var forward = checklist.Scene.Migrations.Count > 0 ? checklist.Scene.Migrations[0] : null;
        var (retried, handedOn) = (forward?.Run?.Runs ?? 0, forward?.HandedOn.Count ?? 0);
        var applied = forward?.Verdict is AcceptedAnswer accepted
            ? accepted.Answer.Data.GetValueOrDefault("AppliedCount", "")
            : "no SUCCESS";
        return checklist
            .Add(
                Promise.NoStuckStack, Rule, "Lambda's own retry went on where the function could not invoke itself",
                retried == 2, "2 runs of the event", $"{Checklist.Number(retried)} runs of the event")
            .Add(
                Promise.NoStuckStack, Rule, "The function invoked itself to go on",
                handedOn > 0, "1 further run or more", Checklist.Number(handedOn))
            .Add(
                Promise.NothingLost, Rule, "The last run answered for all of them: 2 scripts ran",
                applied == "2", "2", applied);
    }
}

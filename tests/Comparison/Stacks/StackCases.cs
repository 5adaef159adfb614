using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Comparison.Stacks;

/// <summary>Updates of a stack whose migration has done its work, and then something else goes wrong.</summary>
static class StackCases
{
    public static IEnumerable<StackCase> Rollbacks =>
    [
        new("The migration succeeds, the next resource fails, the old image answers the rollback", Back, IsBack) { NextFails = true },
        new("The same, but the new image answers (what AWS puts back first is written nowhere)", Back, IsBack)
        {
            NextFails = true,
            RollbackOrder = RollbackOrder.ResourceFirst,
        },
        new(
            "The same, the new image answers, and the application has written into the new table",
            "UPDATE_ROLLBACK_COMPLETE, no row lost",
            facts => facts is { Status: Status.UpdateRollbackComplete, IsContinued: false, LostRows: 0 })
        {
            NextFails = true,
            RollbackOrder = RollbackOrder.ResourceFirst,
            Second = new(2, "orders", "CREATE TABLE orders (x int);", "DROP TABLE orders;"),
            Row = "INSERT INTO orders VALUES (1)",
        },
    ];

    public static IEnumerable<StackCase> LostAnswers =>
    [
        new("The migration succeeds, and the connection of the first PUT is cut", Done, IsDone)
        {
            FirstPut = ResponseBucketFault.Cut,
        },
        new("The same, and the first PUT is answered with 503", Done, IsDone) { FirstPut = ResponseBucketFault.SlowDown },
    ];

    public static IEnumerable<StackCase> Answers =>
    [
        .. LostAnswers,
        new("The same, and the first PUT is never answered", Done, IsDone)
        {
            FirstPut = ResponseBucketFault.Silence,
            Timeout = TimeSpan.FromSeconds(60),
        },
        new("The same, and the bucket cuts every connection for 23 seconds", Done, IsDone) { Outage = TimeSpan.FromSeconds(23) },
        new("The migration, one statement of 50 seconds, takes longer than the function may, which is 25", Back, IsBack)
        {
            Second = new(2, "note", "ALTER TABLE t ADD COLUMN note text; SELECT pg_sleep(50);", "ALTER TABLE t DROP COLUMN note;"),
            Timeout = TimeSpan.FromSeconds(25),
        },
        new("The event is delivered twice at once", $"{Done}, and nothing but SUCCESS", facts => IsDone(facts)
            && !facts.Answers.Any(answer => answer.Contains("FAILED", StringComparison.Ordinal)))
        {
            IsDeliveredTwice = true,
            Second = new(
                2, "note", "ALTER TABLE t ADD COLUMN note text; SELECT pg_sleep(12);", "ALTER TABLE t DROP COLUMN note;"),
        },
    ];

    const string Back = "UPDATE_ROLLBACK_COMPLETE, the schema of before, no row lost";
    const string Done = "UPDATE_COMPLETE, the new schema, no row lost";

    static bool IsBack(StackFacts facts) => facts is
    { Status: Status.UpdateRollbackComplete, IsContinued: false, Schema: StackSchema.OfBefore, LostRows: 0 };

    static bool IsDone(StackFacts facts) => facts is
    { Status: Status.UpdateComplete, Schema: StackSchema.New, LostRows: 0 };
}

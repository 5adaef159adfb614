using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Playing;

namespace Lockstep.Cli.Tests.Support;

/// <summary>What a rehearsal could have told.</summary>
static class Reports
{
    public static ActReport Held { get; } = new(1, 3, "Create the stack", "The first deployment, on an empty database.")
    {
        Events =
        [
            Told(StackEvent.StackType, "shop", Status.CreateInProgress, "User Initiated"),
            Told("Custom::DatabaseMigration", "Migration", Status.CreateInProgress, null),
            Told("Custom::DatabaseMigration", "Migration", Status.CreateComplete, null),
            Told(StackEvent.StackType, "shop", Status.CreateComplete, null),
        ],
        Notes =
        [
            new("Create", "the function of image 1, with scripts 1 to 2, answered SUCCESS: 2 applied, 0 reverted"),
            new("Database", "version 0 before, 2 after"),
        ],
        Expectations =
        [
            new(Promise.NoStuckStack, "Every operation ends in the status that it must", "The stack is CREATE_COMPLETE", true, "", ""),
            new(Promise.NothingLost, "No row is lost", "All 3 rows from before are still there", true, "", ""),
        ],
    };

    public static ActReport Failed { get; } = new(2, 3, "The API fails", "A story that is long enough to need a second line, because it tells "
        + "of everything that CloudFormation does, one thing after the other.")
    {
        Events =
        [
            Told("Custom::DatabaseMigration", "Migration", Status.UpdateFailed,
                "Received response status [FAILED] from custom resource. Message returned: 0007_add.sql:5:25: 42P01 relation \"nowhere\" does not exist"),
            Told("AWS::Lambda::Version", "MigrationFunctionVersionc2e8a5cee4", Status.DeleteComplete, null),
            Told(StackEvent.StackType, "shop", Status.UpdateRollbackCleanupInProgress, null),
        ],
        Notes = [new("Database", "version 3 before and after")],
        Expectations =
        [
            new(Promise.NoStuckStack, "Every operation ends in the status that it must", "The stack is UPDATE_ROLLBACK_COMPLETE", false,
                "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED"),
            new(Promise.RollbackMeansRollback, "The schema is what it was before the update", "The schema is what it was before", false,
                "no difference", "+ column public.orders.note: text\n- column public.orders.more: text"),
            new(Promise.NothingLost, "No row is lost", "All 3 rows from before are still there", true, "", ""),
        ],
        LogTail = ["20:43:22.767 migration:3 29275 ERROR The rollback kept what it could not revert"],
    };

    public static ActReport Skipped { get; } = new(3, 3, "The new schema is in use", "Rows are written.") { Skipped = "There is no new table." };

    static StackEvent Told(string type, string id, string status, string? reason) => new(default, id, "", type, status, reason);
}

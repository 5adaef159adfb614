namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>The statuses of stacks and resources, in CloudFormation's words
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html).</summary>
public static class Status
{
    public const string CreateInProgress = "CREATE_IN_PROGRESS";
    public const string CreateFailed = "CREATE_FAILED";
    public const string CreateComplete = "CREATE_COMPLETE";
    public const string RollbackInProgress = "ROLLBACK_IN_PROGRESS";
    public const string RollbackFailed = "ROLLBACK_FAILED";
    public const string RollbackComplete = "ROLLBACK_COMPLETE";
    public const string UpdateInProgress = "UPDATE_IN_PROGRESS";
    public const string UpdateFailed = "UPDATE_FAILED";
    public const string UpdateCleanupInProgress = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS";
    public const string UpdateComplete = "UPDATE_COMPLETE";
    public const string UpdateRollbackInProgress = "UPDATE_ROLLBACK_IN_PROGRESS";
    public const string UpdateRollbackFailed = "UPDATE_ROLLBACK_FAILED";
    public const string UpdateRollbackCleanupInProgress = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS";
    public const string UpdateRollbackComplete = "UPDATE_ROLLBACK_COMPLETE";
    public const string DeleteInProgress = "DELETE_IN_PROGRESS";
    public const string DeleteFailed = "DELETE_FAILED";
    public const string DeleteComplete = "DELETE_COMPLETE";
    public const string DeleteSkipped = "DELETE_SKIPPED";

    // CDK's "CloudFormation internals": https://github.com/aws/aws-cdk/blob/main/docs/CLOUDFORMATION.md
    static readonly Dictionary<string, string[]> Following = new(StringComparer.Ordinal)
    {
        [""] = [CreateInProgress],
        [CreateInProgress] = [CreateComplete, CreateFailed, RollbackInProgress],
        [CreateFailed] = [UpdateInProgress, RollbackInProgress, DeleteInProgress],
        [CreateComplete] = [UpdateInProgress, DeleteInProgress],
        [RollbackInProgress] = [RollbackComplete, RollbackFailed],
        [RollbackComplete] = [DeleteInProgress],
        [RollbackFailed] = [DeleteInProgress],
        [UpdateInProgress] = [UpdateCleanupInProgress, UpdateFailed, UpdateRollbackInProgress],
        [UpdateFailed] = [UpdateInProgress, UpdateRollbackInProgress, RollbackInProgress, DeleteInProgress],
        [UpdateCleanupInProgress] = [UpdateComplete],
        [UpdateComplete] = [UpdateInProgress, DeleteInProgress],
        [UpdateRollbackInProgress] = [UpdateRollbackCleanupInProgress, UpdateRollbackFailed],
        [UpdateRollbackFailed] = [UpdateRollbackInProgress, DeleteInProgress],
        [UpdateRollbackCleanupInProgress] = [UpdateRollbackComplete],
        [UpdateRollbackComplete] = [UpdateInProgress, DeleteInProgress],
        [DeleteInProgress] = [DeleteComplete, DeleteFailed],
        [DeleteFailed] = [DeleteInProgress],
        [DeleteComplete] = [],
    };

    internal static bool MayFollow(string status, string next) => Following[status].Contains(next, StringComparer.Ordinal);
}

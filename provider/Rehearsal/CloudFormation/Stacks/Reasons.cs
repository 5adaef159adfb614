namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>What CloudFormation says of a whole stack.</summary>
static class Reasons
{
    public const string UserInitiated = "User Initiated";
    public const string LeftBehind = "Update successful. One or more resources could not be deleted.";

    public static string NotCreated(string logicalId) =>
        $"The following resource(s) failed to create: [{logicalId}]. Rollback requested by user.";

    public static string Failed(string what, IEnumerable<string> logicalIds) =>
        $"The following resource(s) failed to {what}: [{string.Join(", ", logicalIds)}].";
}

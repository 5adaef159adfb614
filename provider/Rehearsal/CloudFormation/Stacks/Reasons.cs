namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>CloudFormation's words in stack events.</summary>
static class Reasons
{
    public const string UserInitiated = "User Initiated";
    public const string LeftBehind = "Update successful. One or more resources could not be deleted.";
    public const string CreationInitiated = "Resource creation Initiated";
    public const string CreationCancelled = "Resource creation cancelled";
    public const string UpdateCancelled = "Resource update cancelled";
    public const string StackUpdateCancelled = "Stack update cancelled";
    public const string Replaced = "Requested update required the provider to create a new physical resource";

    // https://advancedweb.hu/custom-resources-in-cloudformation-templates-lessons-learned/
    public const string OtherServiceToken = "Modifying service token is not allowed.";

    // aws-sam-cli#4585
    public const string NoReplacement = "Replacement type updates not supported on stack with disable-rollback.";

    public static string NotCreated(IEnumerable<string> logicalIds) =>
        $"{Failed("create", logicalIds)} Rollback requested by user.";

    public static string Failed(string what, IEnumerable<string> logicalIds) =>
        $"The following resource(s) failed to {what}: [{string.Join(", ", logicalIds)}].";
}

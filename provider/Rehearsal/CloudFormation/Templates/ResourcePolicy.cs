namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>The values of <c>DeletionPolicy</c> and <c>UpdateReplacePolicy</c>
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html).</summary>
/// <remarks>Where a template says nothing it is Delete; CloudFormation's own default for a database is Snapshot.</remarks>
public static class ResourcePolicy
{
    public const string Delete = "Delete";

    /// <summary>It is left alone; nobody is asked.</summary>
    public const string Retain = "Retain";

    /// <summary>It is left alone, but for the rollback of the operation that created it.</summary>
    public const string RetainExceptOnCreate = "RetainExceptOnCreate";

    /// <summary>It is deleted; that a snapshot is left cannot be seen here.</summary>
    public const string Snapshot = "Snapshot";

    internal static IReadOnlyList<string> OfDeletion { get; } = [Delete, Retain, RetainExceptOnCreate, Snapshot];

    internal static IReadOnlyList<string> OfReplacement { get; } = [Delete, Retain, Snapshot];
}

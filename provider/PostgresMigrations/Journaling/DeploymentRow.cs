namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>One recorded request of this resource, as far as deciding about another needs it.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="RequestId">CloudFormation's id of the request.</param>
/// <param name="Schema">The schema it was for.</param>
/// <param name="RequestType">Create, Update or Delete.</param>
/// <param name="State">How far it came.</param>
/// <param name="Properties">A digest of its ResourceProperties: equal digests, equal properties.</param>
/// <param name="OldProperties">The same of its OldResourceProperties; null for a Create or Delete.</param>
/// <param name="Revision">Of its ResourceProperties, null where they have none.</param>
/// <param name="OldRevision">The same of its OldResourceProperties.</param>
/// <param name="SchemaVersion">What its answer said, null where it gave none.</param>
/// <param name="IsRecent">Whether CloudFormation may still be at the operation that it belongs to.</param>
/// <param name="Settled">Rows of the journal that were kept, and that it adopted, accepted or reverted.</param>
sealed record DeploymentRow(
    long Id, string RequestId, string Schema, string RequestType, DeploymentState State, string Properties, string? OldProperties,
    string? Revision, string? OldRevision, string? SchemaVersion, bool IsRecent, IReadOnlyList<long> Settled)
{
    /// <summary>CloudFormation was told that its state is reached, and nothing has taken that back.</summary>
    public bool IsReached => State == DeploymentState.Succeeded && RequestType != "Delete";
}

/// <summary>The states of a deployment, lower-case in the table.</summary>
enum DeploymentState
{
    Running,

    /// <summary>Seen by nobody but its own transaction: what it writes is about to be committed.</summary>
    Committing,
    Succeeded,
    Failed,

    /// <summary>A later request of the resource took over; it may commit nothing more.</summary>
    Superseded,

    /// <summary>A rollback took back what it did, or a Delete.</summary>
    Reverted,
}

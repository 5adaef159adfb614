using System.Globalization;
using System.Numerics;
using Lockstep.PostgresMigrations.Journaling;

namespace Lockstep.PostgresMigrations.Planning;

/// <summary>Whether an Update goes forward or is CloudFormation rolling back; the event itself does not say.</summary>
static class UpdateDirection
{
    /// <summary>Decides by what is recorded of this resource, and by <c>Revision</c> only where history is missing.</summary>
    /// <param name="update">The Update.</param>
    /// <param name="history">The resource's requests, oldest first, this one left out.</param>
    /// <param name="revision">Of ResourceProperties.</param>
    /// <param name="oldRevision">Of OldResourceProperties.</param>
    public static bool IsRollback(
        UpdateDigest update, IReadOnlyList<DeploymentRow> history, string? revision, string? oldRevision)
    {
        var inForce = history.LastOrDefault(Deployments.IsInForce);
        return IsOf(update, LastAttempt(history))
            || (inForce?.Properties != update.OldProperties
                && (inForce?.Properties == update.Properties || IsLower(revision, oldRevision)));
    }

    /// <summary>
    /// The forward requests among the recorded ones: a rollback is recorded too, and repeating what it undid is no rollback.
    /// </summary>
    public static IReadOnlyList<DeploymentRow> Attempts(IReadOnlyList<DeploymentRow> history)
    {
        var attempts = new List<DeploymentRow>();
        foreach (var row in history.Where(row => row.RequestType != "Delete"))
        {
            if (!IsOf(new UpdateDigest(row.Properties, row.OldProperties), attempts.LastOrDefault()))
            {
                attempts.Add(row);
            }
        }

        return attempts;
    }

    /// <summary>Version numbers only grow, so a lower one is an older state. Anything but two numbers says nothing.</summary>
    public static bool IsLower(string? revision, string? oldRevision) =>
        TryParse(revision, out var now) && TryParse(oldRevision, out var before) && now < before;

    static DeploymentRow? LastAttempt(IReadOnlyList<DeploymentRow> history) => Attempts(history) is [.., var last] ? last : null;

    static bool IsOf(UpdateDigest update, DeploymentRow? attempt) =>
        attempt?.OldProperties is not null && update.OldProperties == attempt.Properties
            && update.Properties == attempt.OldProperties;

    static bool TryParse(string? text, out BigInteger number) =>
        BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>Digests of both sides of an Update.</summary>
sealed record UpdateDigest(string Properties, string? OldProperties);

static class Deployments
{
    /// <summary>
    /// Whether CloudFormation was told that this state is reached. What was reverted later had succeeded or not: it no longer
    /// counts.
    /// </summary>
    public static bool IsInForce(DeploymentRow row) => row.RequestType != "Delete" && row.State == DeploymentState.Succeeded;
}

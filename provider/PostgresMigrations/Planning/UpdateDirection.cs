using System.Globalization;
using System.Numerics;
using Lockstep.PostgresMigrations.Journaling;

namespace Lockstep.PostgresMigrations.Planning;

/// <summary>Whether an Update goes forward or is CloudFormation rolling back; the event itself does not say.</summary>
sealed class UpdateDirection
{
    /// <summary>Properties of every state that was reached since the last Delete, and of the one in force then.</summary>
    readonly HashSet<string> _reached = new(StringComparer.Ordinal);

    /// <summary>The last request that went forward.</summary>
    DeploymentRow? _lastAttempt;

    /// <summary>The last one of which CloudFormation was told that its state is reached.</summary>
    DeploymentRow? _inForce;

    /// <summary>
    /// Follows what is recorded of a resource, each request judged as it was when it came: a rollback is recorded too, also that
    /// of an Update which never came, and repeating what it undid is no rollback.
    /// </summary>
    /// <param name="history">The resource's other requests, oldest first.</param>
    public static UpdateDirection Read(IReadOnlyList<DeploymentRow> history)
    {
        var direction = new UpdateDirection();
        foreach (var row in history)
        {
            direction.Follow(row);
        }

        return direction;
    }

    /// <summary>
    /// Decides by what is recorded, and by <c>Revision</c> where history is missing, or where a state comes back from before
    /// several updates: with rollback disabled they may all have succeeded here before one rollback takes them back.
    /// </summary>
    /// <param name="update">The Update.</param>
    /// <param name="revision">Of ResourceProperties.</param>
    /// <param name="oldRevision">Of OldResourceProperties.</param>
    public bool IsBack(UpdateDigest update, string? revision, string? oldRevision) => IsOf(update, _lastAttempt)
        || (_inForce?.Properties != update.OldProperties
            ? _inForce?.Properties == update.Properties || IsLower(revision, oldRevision)
            : _reached.Contains(update.Properties) && IsLower(revision, oldRevision));

    /// <summary>Version numbers only grow, so a lower one is an older state. Anything but two numbers says nothing.</summary>
    public static bool IsLower(string? revision, string? oldRevision) =>
        TryParse(revision, out var now) && TryParse(oldRevision, out var before) && now < before;

    // What was reverted later had succeeded or not: it no longer counts.
    void Follow(DeploymentRow row)
    {
        if (row.RequestType == "Delete")
        {
            // What an update has replaced is deleted once nothing can roll that update back any more.
            _lastAttempt = null;
            _reached.IntersectWith([_inForce?.Properties ?? string.Empty]);
            return;
        }

        if (row.RequestType == "Create"
            || !IsBack(new UpdateDigest(row.Properties, row.OldProperties), row.Revision, row.OldRevision))
        {
            _lastAttempt = row;
        }

        if (row.IsReached)
        {
            _inForce = row;
            _reached.Add(row.Properties);
        }
    }

    static bool IsOf(UpdateDigest update, DeploymentRow? attempt) =>
        attempt?.OldProperties is not null && update.OldProperties == attempt.Properties
            && update.Properties == attempt.OldProperties;

    static bool TryParse(string? text, out BigInteger number) =>
        BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>Digests of both sides of an Update.</summary>
sealed record UpdateDigest(string Properties, string? OldProperties);

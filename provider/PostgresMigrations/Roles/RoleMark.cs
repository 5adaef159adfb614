using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.CustomResources.Requests;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>
/// What stands in the comment of a role: whose it is, and the request that last changed it. It is written in the transaction of
/// that change, so it can tell a late event from a new one.
/// </summary>
/// <remarks>Everybody can read comments: nothing secret is in it. Whoever could write it can alter the role itself.</remarks>
sealed record RoleMark
{
    const string Prefix = "lockstep: ";

    // Longer than CloudFormation is at any operation.
    static readonly TimeSpan LongestOperation = TimeSpan.FromDays(1);

    public required string StackId { get; init; }

    public required string LogicalId { get; init; }

    public required string PhysicalId { get; init; }

    /// <summary>Where its rights are; a role belongs to the whole server.</summary>
    public required string Database { get; init; }

    public required string RequestId { get; init; }

    public required string RequestType { get; init; }

    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>Digest of the properties in force.</summary>
    public required string Properties { get; init; }

    /// <summary>Digest of those before them.</summary>
    public string? OldProperties { get; init; }

    /// <summary>False: it was there before and is only looked after; a Delete leaves it.</summary>
    public required bool Created { get; init; }

    /// <summary>The request that created it; null where that was none of ours, or an older image's.</summary>
    public string? MadeBy { get; init; }

    /// <summary>The secret whose password it was given last; null: none's, or nobody knows.</summary>
    public string? Secret { get; init; }

    /// <summary>Since a rollback: what the update before it had made of the resource, unknown to CloudFormation.</summary>
    public RoleReplacement? Left { get; init; }

    /// <summary>What it was before this resource took it over, until the one that it was taken from is deleted.</summary>
    public FormerRole? Former { get; init; }

    /// <summary>
    /// What it was before a Create of this resource, or a renaming, that found it as its own: it had been let go of, and is
    /// added again (docs/decisions/0031). Until the next update, behind which no rollback of that one comes.
    /// </summary>
    public FormerRole? Earlier { get; init; }

    /// <summary>What was granted, so that it can be revoked whatever event got lost.</summary>
    public IReadOnlyList<SchemaGrant> Grants { get; init; } = [];

    /// <returns>Null: the comment is not a mark.</returns>
    public static RoleMark? Parse(string? comment)
    {
        try
        {
            return comment is not null && comment.StartsWith(Prefix, StringComparison.Ordinal)
                ? JsonSerializer.Deserialize(comment[Prefix.Length..], RoleMarkContext.Default.RoleMark)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToComment() => Prefix + JsonSerializer.Serialize(this, RoleMarkContext.Default.RoleMark);

    public bool IsOf(RequestContext context) => StackId == context.StackId && LogicalId == context.LogicalResourceId;

    /// <summary>Another request of the same resource, made later than the given one, has been here.</summary>
    public bool IsLaterThan(RequestContext context) => IsOf(context) && SignedAt > context.SignedAt;

    /// <summary>CloudFormation may still be at the operation that the request belonged to which wrote this.</summary>
    public bool IsRecent(RequestContext context) => context.SignedAt - SignedAt is not { } age || age < LongestOperation;

    /// <summary>
    /// The same once a resource is deleted that the role was taken from: the end of a renaming, after which it is wholly its
    /// successor's. Null: it was not taken from that one.
    /// </summary>
    public RoleMark? Without(RequestContext deleted, string physicalId) =>
        Former is not { Mark: { } mark } former ? null
        : mark.IsOf(deleted) && mark.PhysicalId == physicalId && !mark.IsLaterThan(deleted)
            ? this with { Created = mark.Created, Former = mark.Former?.PassedOn(former) }
        : mark.Without(deleted, physicalId) is { } left ? this with { Former = former with { Mark = left } }
        : null;

    /// <summary>Whose the role has been since it was taken from a resource, the last one first.</summary>
    public IEnumerable<RoleMark> Since(RequestContext former)
    {
        for (var mark = this; mark is not null && !mark.IsOf(former); mark = mark.Former?.Mark)
        {
            yield return mark;
        }
    }

    /// <summary>
    /// The same with so many owners before it at most; what was before those then stays. Of a Create that is over by then no
    /// rollback comes.
    /// </summary>
    public RoleMark Within(int owners) =>
        owners == 0 ? this with { Former = null, Earlier = null }
        : Former is { Mark: { } mark } former
            ? this with { Former = former with { Mark = mark.Within(owners - 1) }, Earlier = null }
        : this with { Earlier = null };

    /// <summary>The same request has been here; one with other properties may have its id, too (aws-cdk#35957).</summary>
    public bool IsFrom(RequestContext context, string properties) =>
        RequestId == context.RequestId && (SignedAt == context.SignedAt || Properties == properties);
}

/// <summary>What an Update makes of a resource by another name, or in another database.</summary>
/// <param name="PhysicalId">The id that the resource had by then.</param>
/// <param name="RequestId">The update's.</param>
sealed record RoleReplacement(string PhysicalId, string RequestId);

[JsonSerializable(typeof(RoleMark))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
sealed partial class RoleMarkContext : JsonSerializerContext;

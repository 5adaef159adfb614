using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>Whose a schema is, and when somebody else may have it.</summary>
static class Ownership
{
    /// <summary>Why nothing may be run: another resource of the stack owns it, or it is not there and cannot be made.</summary>
    public static IReadOnlyList<string> Findings(Target target, Standing standing) =>
    [
        .. standing.Owners.GetValueOrDefault(target.Properties.Schema) is { } owner && IsAnothers(target, owner)
            ?
            [
                $"{Schema(target)} belongs to the resource {owner.LogicalId} of this stack. "
                    + "Two resources cannot migrate one schema; where this one replaces it, set TakeOver: true.",
            ]
            : Array.Empty<string>(),
        .. standing.Schema is { Exists: false, MayCreate: false }
            ? [$"{Schema(target)} does not exist, and {Remedy(target, standing)}"]
            : Array.Empty<string>(),
    ];

    /// <summary>Of another stack, which is no reason not to run; null where the schema is nobody else's.</summary>
    public static string? TakenOver(Target target, Standing standing) =>
        standing.Owners.GetValueOrDefault(target.Properties.Schema) is { } owner && owner.StackId != target.Context.StackId
            ? $"{Schema(target)} belonged to {owner.LogicalId} of {owner.StackId}; "
                + "it is taken over, as after a stack was re-created."
            : null;

    /// <summary>What to add to an error about rights: empty where it is not for want of rights on the schema.</summary>
    public static string Hint(Target target, Standing standing) =>
        standing.Schema is { Exists: true, MayCreate: false } ? $". {Remedy(target, standing)}" : string.Empty;

    static string Remedy(Target target, Standing standing)
    {
        var (schema, user) = (Quoting.Identifier(target.Properties.Schema), Quoting.Identifier(standing.Schema.Migrator));
        return standing.Schema.Exists
            ? $"User {user} may not create anything in schema {schema}: "
                + $"GRANT CREATE ON SCHEMA {schema} TO {user}, or choose another Schema."
            : $"user {user} may not create it. "
                + $"Grant CREATE on the database, or create it: CREATE SCHEMA {schema} AUTHORIZATION {user}.";
    }

    static string Schema(Target target) => $"Schema \"{target.Properties.Schema}\"";

    static bool IsAnothers(Target target, OwnerRow owner) =>
        owner.StackId == target.Context.StackId && owner.LogicalId != target.Context.LogicalResourceId
            && !target.Properties.TakeOver;
}

using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Planning;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>Whose a schema is, and when somebody else may have it.</summary>
static class Ownership
{
    /// <exception cref="MigrationRefusedException">
    /// Another resource of the same stack owns it, or it is not there and cannot be made.
    /// </exception>
    public static void Check(Target target, Standing standing)
    {
        if (standing.Owners.GetValueOrDefault(target.Properties.Schema) is { } owner)
        {
            CheckOwner(target, owner);
        }

        if (standing.Schema is { Exists: false, MayCreate: false })
        {
            throw new MigrationRefusedException([$"{Schema(target)} does not exist, and {Remedy(target, standing)}"]);
        }
    }

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

    static void CheckOwner(Target target, OwnerRow owner)
    {
        if (owner.StackId != target.Context.StackId)
        {
            target.Context.Log.Warning(
                $"{Schema(target)} belonged to {owner.LogicalId} of {owner.StackId}; "
                + "it is taken over, as after a stack was re-created.");
        }
        else if (owner.LogicalId != target.Context.LogicalResourceId && !target.Properties.TakeOver)
        {
            throw new MigrationRefusedException(
            [
                $"{Schema(target)} belongs to the resource {owner.LogicalId} of this stack. "
                + "Two resources cannot migrate one schema; where this one replaces it, set TakeOver: true.",
            ]);
        }
    }
}

using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Planning;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>Whose a schema is, and when somebody else may have it.</summary>
static class Ownership
{
    /// <exception cref="MigrationRefusedException">
    /// Another resource of the same stack owns it, or nobody knows where its tables come from.
    /// </exception>
    public static void Check(Target target, Standing standing)
    {
        if (standing.Owners.GetValueOrDefault(target.Properties.Schema) is { } owner)
        {
            CheckOwner(target, owner);
        }

        if (!standing.Schema.IsJournaled && standing.Schema.Relations is { Count: > 0 } relations)
        {
            throw new MigrationRefusedException(
            [
                $"Schema \"{target.Properties.Schema}\" has relations that no script made ({string.Join(", ", relations)}), and "
                + "no journal. Choose an empty schema, or declare with Baseline which version they are.",
            ]);
        }
    }

    static void CheckOwner(Target target, OwnerRow owner)
    {
        if (owner.StackId != target.Context.StackId)
        {
            target.Context.Log.Warning(
                $"Schema \"{target.Properties.Schema}\" belonged to {owner.LogicalId} of {owner.StackId}; "
                + "it is taken over, as after a stack was re-created.");
        }
        else if (owner.LogicalId != target.Context.LogicalResourceId && !target.Properties.TakeOver)
        {
            throw new MigrationRefusedException(
            [
                $"Schema \"{target.Properties.Schema}\" belongs to the resource {owner.LogicalId} of this stack. "
                + "Two resources cannot migrate one schema; where this one replaces it, set TakeOver: true.",
            ]);
        }
    }
}

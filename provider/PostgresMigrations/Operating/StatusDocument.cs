using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>What <c>status</c> answers. What depends on a journal that cannot be used is null: not known, and not none.</summary>
sealed record StatusDocument
{
    public string Command { get; } = "status";

    public required Place Place { get; init; }

    public required JournalVerdict Journal { get; init; }

    public required bool SchemaExists { get; init; }

    /// <summary>Whether the journal has a row of this schema, be it a reverted one.</summary>
    public required bool? IsJournaled { get; init; }

    public required string? DatabaseVersion { get; init; }

    /// <summary>The newest script of this image.</summary>
    public required string ImageVersion { get; init; }

    public required OwnerEntry? Owner { get; init; }

    public required LockHolder? Lock { get; init; }

    /// <summary>In the image and not in the database.</summary>
    public required IReadOnlyList<ScriptEntry>? Pending { get; init; }

    /// <summary>In the database and newer than this image.</summary>
    public required IReadOnlyList<ScriptEntry>? Ahead { get; init; }

    public required IReadOnlyList<KeptEntry>? Kept { get; init; }

    /// <summary>Begun outside a transaction and not known to have ended.</summary>
    public required IReadOnlyList<UnfinishedEntry>? Unfinished { get; init; }

    /// <summary>What would keep a deployment of this image from running.</summary>
    public required IReadOnlyList<string>? Findings { get; init; }

    /// <summary>The newest ten, newest first.</summary>
    public required IReadOnlyList<DeploymentEntry>? Deployments { get; init; }

    public required IReadOnlyList<InvalidIndex> InvalidIndexes { get; init; }

    public required MigratorRights Rights { get; init; }
}

/// <summary>The resource that the schema belongs to.</summary>
sealed record OwnerEntry(
    string StackId, string LogicalResourceId, string PhysicalResourceId, bool CreatedSchema, bool CreatedDatabase)
{
    public static OwnerEntry Of(OwnerRow owner) =>
        new(owner.StackId, owner.LogicalId, owner.PhysicalId, owner.CreatedSchema, owner.CreatedDatabase);
}

/// <summary>A script that a rollback had to leave in the database.</summary>
sealed record KeptEntry(ScriptKind Kind, string? Version, string Name, KeptSettlement Settlement, string Remedy)
{
    public static KeptEntry Of(JournalRow row, KeptSettlement settlement, string remedy) =>
        new(row.Kind, row.Version?.ToString(), row.Name, settlement, remedy);
}

enum KeptSettlement
{
    /// <summary>A deployment of this image adopts it.</summary>
    Adopted,

    /// <summary>A deployment with these properties accepts it.</summary>
    Accepted,

    /// <summary>Nothing settles it yet, and it blocks the next deployment.</summary>
    Unsettled,

    /// <summary>A repeatable whose text a deployment of this image replaces.</summary>
    Replaced,

    /// <summary>A repeatable that this image does not have; a deployment leaves it.</summary>
    Left,
}

sealed record UnfinishedEntry(ScriptKind Kind, string? Version, string Name, long DeploymentId)
{
    public static UnfinishedEntry Of(JournalRow row) => new(row.Kind, row.Version?.ToString(), row.Name, row.DeploymentId);
}

namespace Lockstep.Rehearsal.Traffic;

/// <summary>What a stack was about when a request came.</summary>
public enum Window
{
    /// <summary>The operation has not begun.</summary>
    Before,

    /// <summary>Other resources have their turn.</summary>
    Elsewhere,

    /// <summary>The migration has its turn.</summary>
    Migrating,

    /// <summary>The schema is new, the API still the old one.</summary>
    Migrated,

    /// <summary>The API has its turn.</summary>
    ApiChanging,

    /// <summary>The operation failed and is taken back.</summary>
    RollingBack,

    /// <summary>The stack is deleted.</summary>
    Deleting,

    /// <summary>The operation is over.</summary>
    After,
}

namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>When a script runs.</summary>
public enum ScriptKind
{
    /// <summary>Once, in the order of its version.</summary>
    Versioned,

    /// <summary>Again whenever its text changed, after the versioned ones, by name.</summary>
    Repeatable,
}

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>What a script of a life does.</summary>
enum ScriptShape
{
    Table,
    Column,

    /// <summary>A column, a table with an index, and a sequence.</summary>
    Several,

    /// <summary>A column without a transaction around it, and so is its down.</summary>
    ColumnAlone,

    /// <summary>With CONCURRENTLY, and so is its down.</summary>
    Index,

    /// <summary>A row in the table that was there before.</summary>
    Seed,

    /// <summary>Changes every row; its down has nothing to do.</summary>
    Data,

    /// <summary>The same in batches.</summary>
    Backfill,

    /// <summary>Takes a while.</summary>
    Slow,

    /// <summary>A table whose script has no down.</summary>
    TableForGood,

    /// <summary>A column whose script says that it is irreversible.</summary>
    ColumnForGood,

    /// <summary>A table whose down fails in the middle.</summary>
    BadDown,

    /// <summary>Fails in the middle.</summary>
    Mistake,

    Syntax,

    /// <summary>Fails in the middle, outside a transaction.</summary>
    MistakeAlone,

    /// <summary>A unique index, built with CONCURRENTLY, on rows that are not.</summary>
    IndexThatFails,
}

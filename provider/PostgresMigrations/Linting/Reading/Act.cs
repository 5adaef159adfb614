namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>What a statement, or one action of ALTER TABLE, does.</summary>
enum Act
{
    /// <summary><c>CREATE</c> anything that has a name.</summary>
    Create,

    /// <summary><c>DROP</c> anything that has a name; one for each name of a list.</summary>
    Drop,

    /// <summary><c>RENAME TO</c>.</summary>
    Rename,

    /// <summary><c>SET SCHEMA</c>.</summary>
    Move,

    AddColumn,
    DropColumn,
    RenameColumn,
    SetNotNull,
    DropNotNull,

    /// <summary>By itself, or written behind a column that is added.</summary>
    AddConstraint,
    DropConstraint,
    ValidateConstraint,

    /// <summary>Another action of ALTER TABLE that takes the strongest lock.</summary>
    AlterTable,

    /// <summary>Writes the whole table anew: <c>VACUUM FULL</c>, <c>CLUSTER</c>, <c>SET LOGGED</c> and their kind.</summary>
    Rewrite,

    Reindex,
    Truncate,

    /// <summary><c>UPDATE</c> or <c>DELETE</c> of every row.</summary>
    WriteAll,

    AddEnumValue,
    RenameEnumValue,
}

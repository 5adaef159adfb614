using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>What a statement does to one thing, as far as its text says.</summary>
/// <param name="Act">What is done.</param>
/// <param name="Thing">
/// To what, in PostgreSQL's words: <c>TABLE</c>, <c>INDEX</c>; of a constraint its kind; of WriteAll the command.
/// </param>
/// <param name="Name">Of the thing, or of the table that a column or constraint belongs to; empty where all are meant.</param>
/// <param name="Offset">
/// Where it stands, in UTF-16 units: from the statement's start while it is read, then from the file's.
/// </param>
sealed record Change(Act Act, string Thing, QualifiedName Name, int Offset)
{
    /// <summary>The column, the constraint (null when it has no name), or the enum's value as written, quotes included.</summary>
    public string? Part { get; init; }

    /// <summary>Of an index its table; of a rename the new name.</summary>
    public QualifiedName Other { get; init; }

    /// <summary><c>CONCURRENTLY</c>.</summary>
    public bool IsConcurrent { get; init; }

    /// <summary><c>IF EXISTS</c>, <c>IF NOT EXISTS</c>, <c>OR REPLACE</c>: doing it twice does no harm.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>No row is looked at: <c>NOT VALID</c>, <c>USING INDEX</c>, <c>ON ONLY</c>, a new column that is null.</summary>
    public bool IsUnchecked { get; init; }

    /// <summary>Belongs to a column that the same action adds.</summary>
    public bool IsInline { get; init; }

    /// <summary>Of a new column: <c>NOT NULL</c>, and nothing says with which value.</summary>
    public bool IsRequired { get; init; }

    /// <summary><c>CASCADE</c>.</summary>
    public bool Cascades { get; init; }

    /// <summary>For this session alone.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>The deployment itself has made the thing: nobody uses it yet.</summary>
    public bool IsNew { get; init; }

    /// <summary>For messages: <c>orders.note</c>.</summary>
    public string Place => Part is null ? Name.ToString() : $"{Name}.{Part}";
}

using Lockstep.PostgresMigrations.Scripts.Classifying;
using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>One SQL statement of a script. Its text is copied only when somebody asks for it.</summary>
sealed record Statement(ScriptText Script, StatementSpan Span)
{
    /// <summary>Verbatim, from its first token, without the semicolon: what is sent to the server.</summary>
    public string Text => Characters.ToString();

    public ReadOnlySpan<char> Characters => Script.Text.AsSpan(Span.Start, Span.End - Span.Start);

    /// <summary>
    /// The lines behind <c>COPY … FROM STDIN</c>, without <c>\.</c>; empty for every other statement.
    /// </summary>
    public ReadOnlyMemory<char> CopyData =>
        CopiesFromStdin ? Script.Text.AsMemory(Span.DataStart, Span.DataEnd - Span.DataStart) : default;

    /// <summary>True when the server waits for data after this statement.</summary>
    public bool CopiesFromStdin => Span.DataStart >= 0;

    /// <summary>
    /// Why it cannot run inside a transaction block (25001), as <c>CREATE INDEX CONCURRENTLY</c>; else null.
    /// </summary>
    public string? OutsideTransaction => OutsideTransactionRule.NameOf(Characters);

    /// <summary>What it does to the transaction.</summary>
    public TransactionControl TransactionControl => TransactionControls.Of(Characters);

    /// <summary><c>CALL</c> or <c>DO</c>: what it runs may commit.</summary>
    public bool MayCommit => TransactionControls.MayBeHiddenIn(Characters);

    /// <summary><c>ALTER TYPE … ADD VALUE</c>: the value can be used only after a commit (55P04).</summary>
    public bool AddsEnumValue => EnumValues.IsAddedBy(Characters);

    /// <summary>INSERT, UPDATE, DELETE or MERGE: it says how many rows it affected.</summary>
    public bool ChangesRows => DataChanges.IsDoneBy(Characters);

    /// <summary>SET and its kind: what it does ends with the session.</summary>
    public bool ChangesSession => SessionChanges.IsDoneBy(Characters);

    /// <summary>The index that <c>CREATE INDEX CONCURRENTLY</c> builds; else null.</summary>
    public ConcurrentIndex? ConcurrentIndex => ConcurrentIndex.BuiltBy(Characters);

    /// <summary>
    /// <c>CONCURRENTLY</c> in a statement that waits for older transactions: lock_timeout must not apply to it, and it
    /// must be alone in its pipeline.
    /// </summary>
    public bool WaitsForOthers => OutsideTransactionRule.IsConcurrent(Characters);

    /// <summary>About how many entries of the server's lock table it holds until its transaction ends.</summary>
    public int LockWeight => LockWeights.Of(Characters);

    /// <summary>Where it starts in its file.</summary>
    public ScriptPosition Start => Script.At(Span.Start);

    /// <summary>Where the server found an error in it.</summary>
    /// <param name="position">1-based, in code points of <see cref="Text"/>: PostgreSQL's Position.</param>
    /// <returns>Null when there is no such place (0, or behind the end).</returns>
    public ScriptPosition? At(int position)
    {
        var offset = position < 1 ? -1 : CodePoints.OffsetBehind(Characters, position - 1);
        return offset < 0 ? null : Script.At(Span.Start + offset);
    }
}

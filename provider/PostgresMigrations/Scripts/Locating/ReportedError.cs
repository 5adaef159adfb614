namespace Lockstep.PostgresMigrations.Scripts.Locating;

/// <summary>What the server says about the place of an error, field by field as it sends them.</summary>
/// <param name="Position">1-based, in code points of the statement; 0 when it says none.</param>
/// <param name="InternalPosition">
/// 1-based, in code points of <paramref name="InternalQuery"/>; 0 when it says none.
/// </param>
/// <param name="InternalQuery">The statement that PL/pgSQL made of its own text.</param>
/// <param name="Where">The call stack, innermost first, a call a line.</param>
sealed record ReportedError(int Position, int InternalPosition, string? InternalQuery, string? Where);

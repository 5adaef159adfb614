namespace Lockstep.PostgresMigrations.Scripts.Locating;

/// <summary>The place in a script's file that an error belongs to.</summary>
/// <param name="Position">The place itself, or that of the statement that led there.</param>
/// <param name="Routine">
/// The innermost call when the error happened in a function of the database, not in the script:
/// <c>PL/pgSQL function f() line 3 at RAISE</c>.
/// </param>
sealed record LocatedError(ScriptPosition Position, string? Routine);

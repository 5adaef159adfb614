using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>What the server's own parser says of statements that were never run.</summary>
/// <param name="Statements">How many it has seen.</param>
/// <param name="IsComplete">False: the function's time was over before the last of them.</param>
/// <param name="Findings">Its errors, each at its place in the file.</param>
sealed record SyntaxReport(int Statements, bool IsComplete, IReadOnlyList<Finding> Findings);

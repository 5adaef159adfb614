namespace Lockstep.PostgresMigrations.Linting;

/// <summary>One danger.</summary>
/// <param name="Name">For <c>allow</c> and the docs; never changes.</param>
/// <param name="Danger">Goes on behind what was found: what happens on a busy table, or on a rollback.</param>
/// <param name="Remedy">What to write instead.</param>
sealed record LintRule(string Name, string Danger, string Remedy);

using Lockstep.PostgresMigrations.Linting.Reading;

namespace Lockstep.PostgresMigrations.Linting;

/// <summary>What one text does, as far as its words say.</summary>
/// <param name="Changes">In their order, with offsets in the file.</param>
/// <param name="HasBlocks">There is a <c>DO</c> block in it: what that does, nobody can tell from here.</param>
sealed record LintedText(IReadOnlyList<Change> Changes, bool HasBlocks);

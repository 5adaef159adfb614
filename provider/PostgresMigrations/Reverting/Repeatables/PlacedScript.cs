using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Reverting.Repeatables;

/// <summary>A repeatable with those of its objects that are in the catalogue.</summary>
/// <param name="Stored">The script.</param>
/// <param name="Text">What its text says that it makes.</param>
/// <param name="Objects">What of it is there.</param>
sealed record PlacedScript(StoredScript Stored, CreatedObjects Text, IReadOnlyList<PlacedObject> Objects)
{
    public string Name => Stored.Row.Name;
}

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

    /// <summary>
    /// With those objects alone that no text makes, too, which ran later: it moved to another file, and is that one's.
    /// </summary>
    public PlacedScript OwnBeside(IEnumerable<PlacedScript> others)
    {
        var taken = others.Where(IsBefore).SelectMany(other => other.Objects).ToHashSet();
        return this with { Objects = [.. Objects.Where(placed => !taken.Contains(placed))] };
    }

    // A deployment runs them by name. The order of the rows does not tell: what a rollback gives back gets a new one.
    bool IsBefore(PlacedScript other) => (Stored.Row.DeploymentId, other.Stored.Row.DeploymentId) is var (mine, its)
        && (mine < its || (mine == its && string.CompareOrdinal(Name, other.Name) < 0));
}

using Lockstep.CustomResources;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>Taking a script back would drop rows that were written since.</summary>
sealed class DataLossException(string what)
    : CustomResourceException(
        $"{what} holds data that was written after the migration, and its down would drop it. "
        + "Where that is wanted, say so in the down script: -- lockstep: allow data-loss: reason.");

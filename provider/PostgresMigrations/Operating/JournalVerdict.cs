namespace Lockstep.PostgresMigrations.Operating;

/// <summary>Whether what the journal says may be used at all.</summary>
/// <param name="State">The verdict.</param>
/// <param name="Reason">Why, and what to do about it; null where nothing is wrong.</param>
sealed record JournalVerdict(JournalTrust State, string? Reason);

enum JournalTrust
{
    /// <summary>It is there, and the migrator's own roles alone could have written it.</summary>
    Trusted,

    /// <summary>There is none: nothing was ever deployed to this database.</summary>
    Missing,

    /// <summary>Somebody else could have written it: not even read, for reading a view runs its owner's functions.</summary>
    NotTrusted,

    /// <summary>This user may not read it.</summary>
    Unreadable,
}

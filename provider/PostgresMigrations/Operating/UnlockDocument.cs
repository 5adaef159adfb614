namespace Lockstep.PostgresMigrations.Operating;

/// <summary>What <c>unlock</c> answers.</summary>
sealed record UnlockDocument
{
    public string Command { get; } = "unlock";

    public required Place Place { get; init; }

    public required UnlockOutcome Outcome { get; init; }

    /// <summary>One sentence for a person, with what to do where it did not work.</summary>
    public required string Message { get; init; }

    /// <summary>Who held the lock, and what it was doing; null where nobody did.</summary>
    public required LockHolder? Holder { get; init; }
}

enum UnlockOutcome
{
    /// <summary>Nobody held the lock.</summary>
    NotHeld,

    /// <summary>The process is gone, and the lock with it.</summary>
    Ended,

    /// <summary>It let go by itself in the moment between looking and ending it.</summary>
    LetGo,

    /// <summary>This user may not end it.</summary>
    Denied,

    /// <summary>It was told to end, and is still there.</summary>
    StillThere,
}

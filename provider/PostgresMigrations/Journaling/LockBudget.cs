namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>How much of the server's lock table there is. A transaction that needs more fails with 53200.</summary>
/// <remarks>https://www.postgresql.org/docs/current/runtime-config-locks.html</remarks>
/// <param name="Room">
/// max_locks_per_transaction × (max_connections + max_prepared_transactions): the entries that all sessions share.
/// </param>
/// <param name="Used">How many of them are taken now.</param>
sealed record LockBudget(long Room, long Used)
{
    /// <summary>
    /// A quarter stays free for what other sessions take meanwhile; a server that is nearly full leaves a quarter all the same,
    /// for a deployment in countless transactions would help nobody.
    /// </summary>
    public long ForOneTransaction => Math.Max((Room * 3 / 4) - Used, Room / 4);
}

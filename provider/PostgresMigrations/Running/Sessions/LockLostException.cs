using Lockstep.CustomResources;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>A script gave up the lock, and somebody else took it before the commit.</summary>
sealed class LockLostException(string schema) : CustomResourceException(
    $"A script gave up the lock of schema \"{schema}\", as DISCARD ALL and pg_advisory_unlock_all() do, and another migrator "
    + "took it: the transaction was rolled back. Take that statement out of the script.");

namespace Lockstep.Rehearsal.Postgres;

/// <summary>How a server is stopped (https://www.postgresql.org/docs/current/server-shutdown.html).</summary>
public enum PostgresShutdown
{
    /// <summary>Sessions end with 57P01, their transactions roll back, a checkpoint is written.</summary>
    Fast,

    /// <summary>As if the power went: sessions are dropped, the next start recovers from the log.</summary>
    Immediate,
}

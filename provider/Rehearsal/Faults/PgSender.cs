namespace Lockstep.Rehearsal.Faults;

/// <summary>Who sent a message.</summary>
public enum PgSender
{
    /// <summary>The frontend: Npgsql.</summary>
    Client,

    /// <summary>The backend: PostgreSQL.</summary>
    Server,
}

namespace Lockstep.Rehearsal.Postgres;

/// <summary>No PostgreSQL could be had here; the message names the ways to get one.</summary>
public sealed class PostgresUnavailableException : Exception
{
    public PostgresUnavailableException(string message)
        : base(message)
    {
    }

    public PostgresUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

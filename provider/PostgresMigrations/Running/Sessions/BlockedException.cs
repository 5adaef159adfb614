using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>A statement did not get its lock, because of others.</summary>
sealed class BlockedException : CustomResourceException
{
    public BlockedException(PostgresException inner, string blockers)
        : base($"{inner.SqlState} {Sentence.Of(inner.MessageText)} It waited for {blockers}.", inner)
    {
    }

    /// <summary>Until time was over.</summary>
    /// <param name="script">The script that the transaction begins with.</param>
    /// <param name="blockers">Who was in the way.</param>
    /// <param name="inner">How the statement ended.</param>
    public BlockedException(string script, string blockers, Exception inner)
        : base($"The transaction that began with {script} was waiting for {blockers}.", inner)
    {
    }
}

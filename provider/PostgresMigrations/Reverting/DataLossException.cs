using Lockstep.CustomResources;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>Taking a script back would drop rows that were written since.</summary>
sealed class DataLossException : CustomResourceException
{
    const string Remedy = "Where that is wanted, say so in the down script: -- lockstep: allow data-loss: reason.";

    public DataLossException(string what)
        : base($"{what} holds data that was written after the migration, and its down would drop it. {Remedy}")
    {
    }

    /// <summary>Nobody can tell, which is no reason to drop anything.</summary>
    public DataLossException(string what, PostgresException why)
        : base($"{what} cannot be looked into for data written after the migration ({why.SqlState} {why.MessageText}), "
            + $"and its down would drop it. {Remedy}", why)
    {
    }
}

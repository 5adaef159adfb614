using Lockstep.CustomResources;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>A statement of ours did not get its lock, because of others.</summary>
sealed class BlockedException(PostgresException inner, string blockers)
    : CustomResourceException($"{inner.SqlState} {Sentence.Of(inner.MessageText)} It waited for {blockers}.", inner);

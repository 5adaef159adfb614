using Lockstep.CustomResources;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Every statement had passed, COMMIT did not: a constraint that is checked only there.</summary>
sealed class CommitFailedException(PostgresException inner)
    : CustomResourceException(
        $"COMMIT of the scripts failed: {inner.SqlState} {inner.MessageText}. A deferred constraint is checked only there.",
        inner);

using Lockstep.CustomResources;
using Npgsql;

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>The server did not drop a schema or a database; nothing of it is gone.</summary>
/// <param name="what">Which, as a person calls it.</param>
/// <param name="inner">What the server said. Its detail may quote rows, and is left out.</param>
sealed class DropFailedException(string what, PostgresException inner) : CustomResourceException(
    $"{what} was not dropped: {inner.SqlState} {inner.MessageText.TrimEnd('.')}. Settle that in the database, then delete the "
        + "stack again; or delete it with --retain-resources, and drop by hand what is left.",
    inner);

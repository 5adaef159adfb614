using Lockstep.CustomResources;
using Npgsql;

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>A schema or a database was not dropped; nothing of it is gone.</summary>
/// <param name="what">Which, as a person calls it.</param>
/// <param name="why">What speaks against it, without a full stop.</param>
/// <param name="inner">What the server said.</param>
sealed class DropFailedException(string what, string why, Exception? inner = null) : CustomResourceException(
    $"{what} was not dropped: {why}. Settle that in the database, then delete the stack again; or delete it with "
        + "--retain-resources, and drop by hand what is left.",
    inner)
{
    /// <summary>The server refused it. Its detail may quote rows, and is left out.</summary>
    public static DropFailedException For(string what, PostgresException refusal) =>
        new(what, $"{refusal.SqlState} {refusal.MessageText.TrimEnd('.')}", refusal);
}

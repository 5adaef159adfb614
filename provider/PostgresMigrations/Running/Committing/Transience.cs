using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Committing;

/// <summary>Which failures are worth another try; the table is <see cref="SqlStates"/>.</summary>
static class Transience
{
    public static bool IsTransient(Exception exception) => IsLinkLost(exception)
        || ServerErrorOf(exception) is { } error && SqlStates.Of(error.SqlState).InTransaction == Reaction.RunTransactionAgain;

    /// <summary>The connection is of no use any more.</summary>
    public static bool IsLinkLost(Exception exception) => exception is CommitUnknownException
        || (exception is NpgsqlException and not PostgresException)
        || ServerErrorOf(exception) is { } error && SqlStates.IsSessionOver(error.InvariantSeverity);

    static PostgresException? ServerErrorOf(Exception exception) => exception switch
    {
        PostgresException postgres => postgres,
        ScriptFailedException or CommitFailedException => exception.InnerException as PostgresException,
        _ => null,
    };
}

using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>Taking a script back would drop rows that were written since.</summary>
sealed class DataLossException : CustomResourceException
{
    const string Directive = "A script whose down may do so says it there before it is deployed: "
        + "-- lockstep: allow data-loss: reason.";

    const string Remedy = $"Move or delete it first. {Directive}";

    public DataLossException(string what)
        : base($"{what} holds data that was written after the migration, and its down would drop it. {Remedy}")
    {
    }

    DataLossException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>The table stays, rows in it do not.</summary>
    public static DataLossException ForRows(string table, long rows) => new(
        $"table {table} holds data that the migration did not write, and its down would delete or truncate it "
            + $"({rows} {(rows == 1 ? "row" : "rows")}). {Remedy}",
        inner: null);

    /// <summary>A procedure or DO block that commits.</summary>
    public static DataLossException ForCommit(ScriptFailedException failed) => new(
        $"{failed.Place} commits inside a procedure or DO block, which nobody could take back if rows got lost by it. "
            + Directive,
        failed);

    /// <summary>Nobody can tell, which is no reason to drop anything.</summary>
    public DataLossException(string what, PostgresException why)
        : base($"{what} cannot be looked into for data written after the migration ({why.SqlState} {why.MessageText}), "
            + $"and its down would drop it. {Remedy}", why)
    {
    }
}

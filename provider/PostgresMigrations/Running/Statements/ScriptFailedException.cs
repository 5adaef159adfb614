using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Locating;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>A statement of a script failed; the message begins with its place in the file.</summary>
sealed class ScriptFailedException(string message, string place, Statement statement, PostgresException inner)
    : CustomResourceException(message, inner)
{
    const string UnknownSetting =
        "The server does not know this setting, which a dump of a later version may bring along: remove the statement.";

    /// <summary>Script, line and column: <c>0007_add_orders.sql:14:9</c>.</summary>
    public string Place { get; } = place;

    /// <summary>The statement.</summary>
    public Statement Statement { get; } = statement;

    public string SqlState { get; } = inner.SqlState;

    /// <summary>
    /// <c>0007_add_orders.sql:14:9: 42P01 relation "custmer" does not exist</c>, then the server's hint and context.
    /// </summary>
    public static ScriptFailedException For(Origin origin, PostgresException exception)
    {
        var error = ErrorLocator.Locate(
            origin.Statement,
            new ReportedError(exception.Position, exception.InternalPosition, exception.InternalQuery, exception.Where));
        var routine = error.Routine is null ? string.Empty : $" (in {error.Routine})";
        var place = $"{origin.Step.Text.Name}:{error.Position}";
        return new(
            $"{place}: {exception.SqlState} {MessageWithoutRows.Of(exception, origin.Statement)}{routine}{Hint(exception)}"
                + Advice(origin.Statement, exception),
            place,
            origin.Statement,
            exception);
    }

    /// <summary>Without the server's own exception, which quotes rows, too.</summary>
    public override string ToString() => $"{GetType()}: {Message}{Environment.NewLine}{StackTrace}";

    /// <summary>The same with more to say.</summary>
    public ScriptFailedException Because(string more) => Saying($"{Message}: {more}");

    /// <summary>The same in other words.</summary>
    public ScriptFailedException Saying(string message) => new(message, Place, Statement, (PostgresException)InnerException!);

    static string Advice(Statement statement, PostgresException exception) =>
        (NamesNoSetting(statement, exception) ? UnknownSetting : SqlStates.Of(exception.SqlState).Advice) is { } advice
            ? $"{(string.IsNullOrEmpty(exception.Hint) ? "." : string.Empty)} {advice}"
            : string.Empty;

    // The code is that of types and much else, too. Those have a position in the statement; a setting has none.
    static bool NamesNoSetting(Statement statement, PostgresException exception) =>
        exception is { SqlState: PostgresErrorCodes.UndefinedObject, Position: 0 } && statement.ChangesSession;

    // Not the detail: it quotes rows. And not to drop with CASCADE what nobody has looked at.
    static string Hint(PostgresException exception) =>
        string.IsNullOrEmpty(exception.Hint) || exception.SqlState == PostgresErrorCodes.DependentObjectsStillExist
            ? string.Empty
            : $". Hint: {exception.Hint}";
}

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>What each class of the server's errors asks for, in one table.</summary>
/// <remarks>
/// https://www.postgresql.org/docs/current/errcodes-appendix.html. An error that ends the session (FATAL, PANIC) loses the link
/// whatever its code: see <see cref="IsSessionOver"/>. What is not listed will fail again, so it fails at once.
/// </remarks>
static class SqlStates
{
    static readonly SqlStateRule[] Rules =
    [
        new("08", Reaction.ConnectLater, Reaction.Fail,
            "at sign-in a proxy without a server behind it; in a statement a foreign server's link, not ours"),
        new("25001", Reaction.Fail, Reaction.Fail, "a transaction is around it in the next attempt, too")
        { Advice = "Put '-- lockstep: no-transaction' at the top of the script." },
        new("25006", Reaction.Fail, Reaction.Reconnect, "right after a failover a name may still lead to the former writer")
        {
            Advice = "Host must be the writer's endpoint. "
                + "If it is, default_transaction_read_only is on: RESET it for the user and the database.",
        },
        new("28", Reaction.ReadSecretAgain, Reaction.Fail, "a rotation between reading the secret and using it"),
        new("2D000", Reaction.Fail, Reaction.Fail, "it commits in the next attempt, too")
        {
            Advice = "A procedure or DO block can commit only where no transaction is around it: "
                + "put '-- lockstep: no-transaction' at the top of the script, and no BEGIN in front of it.",
        },
        new("40001", Reaction.Fail, Reaction.RunTransactionAgain, "another transaction was first; this one left nothing"),
        new("40P01", Reaction.Fail, Reaction.RunTransactionAgain, "the other side of the deadlock has gone on by now"),
        new("53100", Reaction.Fail, Reaction.Fail, "nobody makes room while we wait")
        { Advice = "The server's disk is full: give it more storage, then deploy again." },
        new("53200", Reaction.ConnectLater, Reaction.Fail, "the same transaction needs the same memory again")
        {
            Advice = "One transaction holds a lock for each table, index and sequence it touches: "
                + "split the script, or raise max_locks_per_transaction.",
        },
        new("53300", Reaction.ConnectLater, Reaction.Fail, "somebody closes a connection soon"),
        new("55P03", Reaction.Fail, Reaction.RunTransactionAgain, "whoever holds the lock lets go some time"),
        new("55P04", Reaction.Fail, Reaction.Fail, "the value is as new in the next attempt")
        {
            Advice = "Put the ALTER TYPE into a script of its own before this one, "
                + "or '-- lockstep: no-transaction' at the top of this one.",
        },
        new("57P01", Reaction.ConnectLater, Reaction.RunTransactionAgain,
            "an administrator ended the session, or a worker of a parallel query alone"),
        new("57P02", Reaction.ConnectLater, Reaction.RunTransactionAgain, "a crash of another process; the server restarts"),
        new("57P03", Reaction.ConnectLater, Reaction.Fail, "starting up or shutting down"),
        new("58", Reaction.Fail, Reaction.Fail, "a failing disk does not mend itself")
        { Advice = "The server could not read or write its files: look into its log." },
    ];

    static readonly SqlStateRule Other = new(string.Empty, Reaction.Fail, Reaction.Fail, "the same statement fails the same way");

    public static SqlStateRule Of(string sqlState) => Array.Find(
        Rules, rule => sqlState.StartsWith(rule.Class, StringComparison.Ordinal)) ?? Other;

    /// <param name="severity">Not translated: PostgreSQL's field V.</param>
    public static bool IsSessionOver(string severity) => severity is "FATAL" or "PANIC";
}

/// <param name="Class">The code, or what it begins with.</param>
/// <param name="AtSignIn">When connecting ends with it.</param>
/// <param name="InTransaction">When a statement or COMMIT ends with it, and the session lives on.</param>
/// <param name="Why">The reason for both.</param>
sealed record SqlStateRule(string Class, Reaction AtSignIn, Reaction InTransaction, string Why)
{
    /// <summary>What a person can do; null where the server's own words say it.</summary>
    public string? Advice { get; init; }

    /// <summary>The same, for a statement of ours: its own words say nothing to a person.</summary>
    public string Remedy => Advice ?? "The database's log says more.";
}

enum Reaction
{
    Fail,

    /// <summary>The transaction left nothing behind; the session is as good as before.</summary>
    RunTransactionAgain,

    /// <summary>Connect anew, to whatever the name leads to by then: once, or some times where the link broke before.</summary>
    Reconnect,

    /// <summary>Try to connect again while there is patience.</summary>
    ConnectLater,

    /// <summary>Again with what the secret says by then, while there is patience.</summary>
    ReadSecretAgain,
}

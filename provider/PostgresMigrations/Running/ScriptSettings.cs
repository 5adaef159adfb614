using System.Globalization;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>
/// The settings around a script: its schema and lock timeout before it, ours again after it, whatever it has set.
/// </summary>
static class ScriptSettings
{
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    public static Sql Before(string schema, TimeSpan lockTimeout) => new(
        "SELECT set_config('search_path', quote_ident($1), false), set_config('lock_timeout', $2, false)",
        Sql.Value(schema), Sql.Value(Milliseconds(lockTimeout)));

    /// <summary>
    /// As if the session had just begun: with the role, too, that the login is given (<c>ALTER ROLE … SET role</c>).
    /// </summary>
    public static IReadOnlyList<Sql> After { get; } =
    [
        new("RESET SESSION AUTHORIZATION"),
        new("RESET ALL"),
        new("RESET ROLE"),
        SessionSettings.Apply,
    ];

    /// <summary>
    /// For a statement of ours inside a script's transaction: the role that the migrator began with and our search path,
    /// until resumed.
    /// </summary>
    public static IReadOnlyList<Sql> Suspend { get; } =
    [
        new("""
            SELECT pg_catalog.set_config('lockstep.' || name, pg_catalog.current_setting(name), true)
            FROM (VALUES ('session_authorization'), ('role'), ('search_path')) AS s(name)
            """),
        new("SELECT pg_catalog.set_config('session_authorization', NULL, true), pg_catalog.set_config('role', NULL, true)"),
        new("SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true)"),
    ];

    /// <summary>The script's own again; like it, gone with the transaction where the script did not mean the session.</summary>
    public static IReadOnlyList<Sql> Resume { get; } =
    [
        Restored("session_authorization"), Restored("role"), Restored("search_path"),
    ];

    /// <summary>How long a statement of the transaction waits for a lock, until a script says otherwise.</summary>
    public static Sql LockTimeout(TimeSpan lockTimeout) => new(
        "SELECT pg_catalog.set_config('lock_timeout', $1, true)", Sql.Value(Milliseconds(lockTimeout)));

    /// <summary>The same outside a transaction.</summary>
    public static Sql LockTimeoutOfSession(TimeSpan lockTimeout) => new(
        "SELECT pg_catalog.set_config('lock_timeout', $1, false)", Sql.Value(Milliseconds(lockTimeout)));

    /// <summary>Outside a transaction: no lock timeout, until <see cref="AsPatientAsBefore"/>.</summary>
    public static Sql WithoutLockTimeout { get; } = new("""
        SELECT pg_catalog.set_config('lockstep.lock_timeout', pg_catalog.current_setting('lock_timeout'), false),
          pg_catalog.set_config('lock_timeout', '0', false)
        """);

    public static Sql AsPatientAsBefore { get; } = new(
        "SELECT pg_catalog.set_config('lock_timeout', pg_catalog.current_setting('lockstep.lock_timeout'), false)");

    /// <summary>
    /// For COPY FROM STDIN: once its data is sent, Npgsql waits for its end and can be told nothing, so the server stops it by
    /// itself, a moment after the time to work is over. A shorter timeout of the script's own stays.
    /// </summary>
    public static Sql EndWith(Deadline deadline) => new(
        """
        SELECT pg_catalog.set_config('lockstep.statement_timeout', pg_catalog.current_setting('statement_timeout'), true),
          pg_catalog.set_config(
            'statement_timeout', CASE WHEN setting::bigint BETWEEN 1 AND $1 THEN setting::bigint ELSE $1 END || 'ms', true)
        FROM pg_catalog.pg_settings WHERE name = 'statement_timeout'
        """,
        Sql.Value((long)(deadline.WorkTimeLeft + Moment).TotalMilliseconds));

    public static Sql StatementTimeoutAsBefore { get; } = new(
        "SELECT pg_catalog.set_config('statement_timeout', pg_catalog.current_setting('lockstep.statement_timeout'), true)");

    static Sql Restored(string name) => new(
        $"SELECT pg_catalog.set_config('{name}', pg_catalog.current_setting('lockstep.{name}'), true)");

    static string Milliseconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Min((long)time.TotalMilliseconds, int.MaxValue)}ms");
}

using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>What every session sets before anything else.</summary>
static class SessionSettings
{
    // With these the server notices within 30 s that a Lambda is gone, and frees its lock: a SIGKILL closes nothing politely.
    // search_path keeps our own statements away from operators and functions that somebody may have put into a schema
    // (CVE-2018-1058). transaction_timeout came with PostgreSQL 17.
    static string Text(string isLocal) => $"""
        SELECT pg_catalog.set_config(s.name, s.value, {isLocal}) FROM (VALUES
          ('search_path', 'pg_catalog, pg_temp'),
          ('client_connection_check_interval', '1s'),
          ('tcp_keepalives_idle', '5'),
          ('tcp_keepalives_interval', '2'),
          ('tcp_keepalives_count', '3'),
          ('tcp_user_timeout', '15s'),
          ('idle_session_timeout', '60s'),
          ('idle_in_transaction_session_timeout', '60s'),
          ('statement_timeout', '0'),
          ('transaction_timeout', '0'),
          ('lock_timeout', '0'),
          ('standard_conforming_strings', 'on'),
          ('default_transaction_isolation', 'read committed')) AS s(name, value)
        WHERE pg_catalog.current_setting(s.name, true) IS NOT NULL
        """;

    public static Sql Apply { get; } = new(Text("false"));

    /// <summary>
    /// The same; but for the transaction alone where a pooler has lent another server process than the number it gave, for that
    /// may be lent to a stranger next.
    /// </summary>
    /// <param name="process">
    /// The number given at sign-in; null: there is no such pooler, or it is known to keep sessions apart.
    /// </param>
    public static Sql ApplyAt(int? process) =>
        process is null ? Apply : new(Text("$1 <> pg_catalog.pg_backend_pid()"), Sql.Value(process));
}

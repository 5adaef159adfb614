using System.Globalization;
using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>
/// The settings around a script: its schema and lock timeout before it, ours again after it, whatever it has set.
/// </summary>
static class ScriptSettings
{
    public static Sql Before(string schema, TimeSpan lockTimeout) => new(
        "SELECT set_config('search_path', quote_ident($1), false), set_config('lock_timeout', $2, false)",
        Sql.Value(schema),
        Sql.Value(string.Create(
            CultureInfo.InvariantCulture, $"{Math.Min((long)lockTimeout.TotalMilliseconds, int.MaxValue)}ms")));

    public static Sql After { get; } = new(
        """
        SELECT set_config('role', 'none', false), set_config('search_path', 'pg_catalog, pg_temp', false),
          set_config('lock_timeout', '0', false),
          set_config('statement_timeout', '0', false), set_config('standard_conforming_strings', 'on', false)
        """);
}

using static Lockstep.Rehearsal.Inspecting.Objects.AccessControl;

namespace Lockstep.Rehearsal.Inspecting.Objects;

/// <summary>Foreign-data wrappers, their servers, user mappings and tables.</summary>
static class ForeignObjects
{
    const string Tables = """
        SELECT concat_ws(', ', format('foreign table %s: server %I', r.name, s.srvname), 'options ' || t.ftoptions::text)
        FROM relation r JOIN pg_foreign_table t ON t.ftrelid = r.oid JOIN pg_foreign_server s ON s.oid = t.ftserver
        """;

    // The values of these options are passwords, and what is read here is printed.
    const string UserMappings = """
        SELECT concat_ws(', ', format('user mapping for %I server %I', usename, srvname),
          'options ' || (SELECT array_agg(option_name ORDER BY option_name)::text FROM pg_options_to_table(umoptions)))
        FROM pg_user_mappings
        """;

    static readonly string Wrappers = $"""
        SELECT concat_ws(', ', format('foreign-data wrapper %I: owner %I', fdwname, pg_get_userbyid(fdwowner)),
          'handler ' || NULLIF(fdwhandler, 0)::regproc, 'validator ' || NULLIF(fdwvalidator, 0)::regproc,
          'options ' || fdwoptions::text, {Grants("fdwacl", "'F'", "fdwowner")})
        FROM pg_foreign_data_wrapper
        """;

    static readonly string Servers = $"""
        SELECT concat_ws(', ', format('server %I: owner %I, foreign-data wrapper %I', s.srvname, pg_get_userbyid(s.srvowner),
          w.fdwname), 'type ' || s.srvtype, 'version ' || s.srvversion, 'options ' || s.srvoptions::text,
          {Grants("s.srvacl", "'S'", "s.srvowner")})
        FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
        """;

    public static IReadOnlyList<string> Selects { get; } = [Wrappers, Servers, UserMappings, Tables];
}

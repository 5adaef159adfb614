namespace Lockstep.Rehearsal.Inspecting.Objects;

/// <summary>Publications and subscriptions of logical replication.</summary>
static class ReplicationObjects
{
    // The settings as the server has them: each new version brings more.
    const string Publications = """
        SELECT format('publication %I: owner %I, %s', p.pubname, pg_get_userbyid(p.pubowner),
          to_jsonb(p) - 'oid' - 'pubname' - 'pubowner')
        FROM pg_publication p
        """;

    const string Tables = """
        SELECT concat_ws(', ', format('publication %I: table %s', p.pubname, t.prrelid::regclass),
          'columns ' || (SELECT array_agg(a.attname ORDER BY a.attname)::text FROM pg_attribute a
            WHERE a.attrelid = t.prrelid AND a.attnum = ANY (t.prattrs)),
          'where ' || pg_get_expr(t.prqual, t.prrelid))
        FROM pg_publication_rel t JOIN pg_publication p ON p.oid = t.prpubid
        """;

    const string Schemas = """
        SELECT format('publication %I: schema %I', p.pubname, n.nspname)
        FROM pg_publication_namespace s JOIN pg_publication p ON p.oid = s.pnpubid JOIN pg_namespace n ON n.oid = s.pnnspid
        """;

    // Not the connection string, which holds a password.
    const string Subscriptions = """
        SELECT format('subscription %I: owner %I, slot %s, publications %s', s.subname, pg_get_userbyid(s.subowner),
          s.subslotname, s.subpublications::text)
        FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database()
        """;

    public static IReadOnlyList<string> Selects { get; } = [Publications, Tables, Schemas, Subscriptions];
}

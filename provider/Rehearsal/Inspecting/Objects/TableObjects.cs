namespace Lockstep.Rehearsal.Inspecting.Objects;

/// <summary>What stands on a table: constraints, indexes, triggers, rules, row security policies, extended statistics.</summary>
static class TableObjects
{
    // Triggers that the server made enforce foreign keys; DISABLE TRIGGER ALL switches them off.
    const string Constraints = """
        SELECT concat_ws(', ', format('constraint %s.%I: %s', r.name, c.conname, pg_get_constraintdef(c.oid)),
          CASE WHEN NOT c.conislocal AND NOT r.relispartition THEN 'inherited' END,
          (SELECT 'triggers enabled ' || array_agg(t.tgenabled::text ORDER BY t.tgtype, t.tgenabled)::text
           FROM pg_trigger t WHERE t.tgconstraint = c.oid AND t.tgisinternal
           HAVING bool_or(t.tgenabled <> 'O')))
        FROM relation r JOIN pg_constraint c ON c.conrelid = r.oid
        """;

    // An index that was not built to its end has the same definition as one that was.
    const string Indexes = """
        SELECT concat_ws(', ', format('index %s: %s', r.name, pg_get_indexdef(r.oid)),
          CASE WHEN NOT i.indisvalid THEN 'invalid' END, CASE WHEN NOT i.indisready THEN 'not ready' END,
          CASE WHEN i.indisclustered THEN 'clustered' END, CASE WHEN i.indisreplident THEN 'replica identity' END,
          'part of ' || (SELECT h.inhparent::regclass FROM pg_inherits h WHERE h.inhrelid = r.oid),
          'tablespace ' || (SELECT spcname FROM pg_tablespace s WHERE s.oid = r.reltablespace),
          'statistics ' || (SELECT array_agg(format('%s of column %s', a.attstattarget, a.attnum) ORDER BY a.attnum)::text
            FROM pg_attribute a WHERE a.attrelid = r.oid AND a.attstattarget >= 0))
        FROM relation r JOIN pg_index i ON i.indexrelid = r.oid
        """;

    const string Triggers = """
        SELECT format('trigger %s.%I: %s, enabled %s', r.name, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled)
        FROM relation r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
        """;

    const string Rules = """
        SELECT format('rule %s.%I: %s, enabled %s', r.name, w.rulename, pg_get_ruledef(w.oid), w.ev_enabled)
        FROM relation r JOIN pg_rewrite w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN'
        """;

    const string Policies = """
        SELECT concat_ws(', ', format('policy %s.%I: %s to %s', r.name, p.polname, p.polcmd, p.polroles::regrole[]),
          CASE WHEN NOT p.polpermissive THEN 'restrictive' END, 'using ' || pg_get_expr(p.polqual, p.polrelid),
          'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
        FROM relation r JOIN pg_policy p ON p.polrelid = r.oid
        """;

    // No target is -1 up to PostgreSQL 16, and null from 17 on.
    const string Statistics = """
        SELECT concat_ws(', ', format('statistics %I.%I: %s', n.nspname, s.stxname, pg_get_statisticsobjdef(s.oid)),
          format('owner %I', pg_get_userbyid(s.stxowner)), 'target ' || NULLIF(s.stxstattarget, -1))
        FROM pg_statistic_ext s JOIN ours n ON n.oid = s.stxnamespace
        """;

    public static IReadOnlyList<string> Selects { get; } = [Constraints, Indexes, Triggers, Rules, Policies, Statistics];
}

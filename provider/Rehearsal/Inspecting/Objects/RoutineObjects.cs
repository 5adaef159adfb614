using static Lockstep.Rehearsal.Inspecting.Objects.AccessControl;

namespace Lockstep.Rehearsal.Inspecting.Objects;

/// <summary>Functions, procedures, aggregates, and the languages they are written in.</summary>
static class RoutineObjects
{
    // pg_get_functiondef refuses aggregates.
    const string Aggregates = """
        SELECT concat_ws(', ', format('aggregate %I.%I(%s): kind %s', n.nspname, p.proname,
          pg_get_function_identity_arguments(p.oid), a.aggkind), format('direct arguments %s', a.aggnumdirectargs),
          format('parallel %s', p.proparallel),
          format('state %s of %s, size %s, from %L', a.aggtransfn, format_type(a.aggtranstype, NULL), a.aggtransspace,
            a.agginitval),
          format('final %s, extra %s, modify %s', a.aggfinalfn, a.aggfinalextra, a.aggfinalmodify),
          format('combine %s, serial %s, deserial %s', a.aggcombinefn, a.aggserialfn, a.aggdeserialfn),
          format('moving %s and %s of %s, size %s, from %L', a.aggmtransfn, a.aggminvtransfn, format_type(a.aggmtranstype, NULL),
            a.aggmtransspace, a.aggminitval),
          format('moving final %s, extra %s, modify %s', a.aggmfinalfn, a.aggmfinalextra, a.aggmfinalmodify),
          'sort by ' || NULLIF(a.aggsortop, 0)::regoperator)
        FROM pg_proc p JOIN ours n ON n.oid = p.pronamespace JOIN pg_aggregate a ON a.aggfnoid = p.oid
        """;

    static readonly string Routines = $"""
        SELECT concat_ws(', ', format('routine %I.%I(%s): kind %s, owner %I', n.nspname, p.proname,
          pg_get_function_identity_arguments(p.oid), p.prokind, pg_get_userbyid(p.proowner)),
          {Grants("p.proacl", "'f'", "p.proowner")}, CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END)
        FROM pg_proc p JOIN ours n ON n.oid = p.pronamespace
        """;

    static readonly string Languages = $"""
        SELECT concat_ws(', ', format('language %I: owner %I, trusted %s, handler %s, inline %s, validator %s', l.lanname,
          pg_get_userbyid(l.lanowner), l.lanpltrusted, l.lanplcallfoid::regproc, l.laninline::regproc, l.lanvalidator::regproc),
          {Grants("l.lanacl", "'l'", "l.lanowner")})
        FROM pg_language l WHERE l.lanispl
        """;

    public static IReadOnlyList<string> Selects { get; } = [Routines, Aggregates, Languages];
}

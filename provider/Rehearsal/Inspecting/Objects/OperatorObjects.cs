namespace Lockstep.Rehearsal.Inspecting.Objects;

/// <summary>Operators, their classes and families, and access methods.</summary>
static class OperatorObjects
{
    const string Operators = """
        SELECT concat_ws(', ', format('operator %I.%s(%s, %s): owner %I', n.nspname, o.oprname,
          format_type(NULLIF(o.oprleft, 0), NULL), format_type(o.oprright, NULL), pg_get_userbyid(o.oprowner)),
          format('by %s', NULLIF(o.oprcode::oid, 0)::regprocedure), 'commutator ' || NULLIF(o.oprcom, 0)::regoperator,
          'negator ' || NULLIF(o.oprnegate, 0)::regoperator, 'restrict ' || NULLIF(o.oprrest::oid, 0)::regproc,
          'join ' || NULLIF(o.oprjoin::oid, 0)::regproc, CASE WHEN o.oprcanhash THEN 'hashes' END,
          CASE WHEN o.oprcanmerge THEN 'merges' END)
        FROM pg_operator o JOIN ours n ON n.oid = o.oprnamespace
        """;

    const string Classes = """
        SELECT concat_ws(', ', format('operator class %I.%I using %I: for %s, family %I', n.nspname, c.opcname, m.amname,
          format_type(c.opcintype, NULL), f.opfname), format('owner %I', pg_get_userbyid(c.opcowner)),
          CASE WHEN c.opcdefault THEN 'default' END, 'storage ' || format_type(NULLIF(c.opckeytype, 0), NULL))
        FROM pg_opclass c JOIN ours n ON n.oid = c.opcnamespace JOIN pg_am m ON m.oid = c.opcmethod
        JOIN pg_opfamily f ON f.oid = c.opcfamily
        """;

    const string Families = """
        SELECT format('operator family %I.%I using %I: owner %I', n.nspname, f.opfname, m.amname, pg_get_userbyid(f.opfowner))
        FROM pg_opfamily f JOIN ours n ON n.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod
        """;

    // A class has its operators and functions in its family.
    const string FamilyOperators = """
        SELECT concat_ws(', ', format('operator %s of family %I.%I using %I: %s, purpose %s', o.amopstrategy, n.nspname,
          f.opfname, m.amname, o.amopopr::regoperator, o.amoppurpose),
          'order by ' || (SELECT s.opfname FROM pg_opfamily s WHERE s.oid = o.amopsortfamily))
        FROM pg_amop o JOIN pg_opfamily f ON f.oid = o.amopfamily JOIN ours n ON n.oid = f.opfnamespace
        JOIN pg_am m ON m.oid = f.opfmethod
        """;

    const string FamilyFunctions = """
        SELECT format('function %s (%s, %s) of family %I.%I using %I: %s', p.amprocnum, format_type(p.amproclefttype, NULL),
          format_type(p.amprocrighttype, NULL), n.nspname, f.opfname, m.amname, p.amproc::regprocedure)
        FROM pg_amproc p JOIN pg_opfamily f ON f.oid = p.amprocfamily JOIN ours n ON n.oid = f.opfnamespace
        JOIN pg_am m ON m.oid = f.opfmethod
        """;

    // Those of the system have numbers below 16384.
    const string AccessMethods = """
        SELECT format('access method %I: type %s, handler %s', amname, amtype, amhandler) FROM pg_am WHERE oid >= 16384
        """;

    public static IReadOnlyList<string> Selects { get; } =
        [Operators, Classes, Families, FamilyOperators, FamilyFunctions, AccessMethods];
}

namespace Lockstep.Rehearsal.Inspecting.Objects;

/// <summary>Text search: configurations, dictionaries, parsers, templates.</summary>
static class TextSearchObjects
{
    const string Configurations = """
        SELECT concat_ws(', ', format('text search configuration %I.%I: owner %I, parser %s', n.nspname, c.cfgname,
          pg_get_userbyid(c.cfgowner), (SELECT prsname FROM pg_ts_parser p WHERE p.oid = c.cfgparser)),
          (SELECT string_agg(format('%s by %s', t.alias, m.mapdict::regdictionary), ', ' ORDER BY t.tokid, m.mapseqno)
           FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype WHERE m.mapcfg = c.oid))
        FROM pg_ts_config c JOIN ours n ON n.oid = c.cfgnamespace
        """;

    const string Dictionaries = """
        SELECT concat_ws(', ', format('text search dictionary %I.%I: owner %I, template %s', n.nspname, d.dictname,
          pg_get_userbyid(d.dictowner), (SELECT tmplname FROM pg_ts_template t WHERE t.oid = d.dicttemplate)), d.dictinitoption)
        FROM pg_ts_dict d JOIN ours n ON n.oid = d.dictnamespace
        """;

    const string Parsers = """
        SELECT format('text search parser %I.%I: start %s, gettoken %s, end %s, headline %s, lextypes %s', n.nspname, p.prsname,
          p.prsstart, p.prstoken, p.prsend, p.prsheadline, p.prslextype)
        FROM pg_ts_parser p JOIN ours n ON n.oid = p.prsnamespace
        """;

    const string Templates = """
        SELECT format('text search template %I.%I: init %s, lexize %s', n.nspname, t.tmplname, t.tmplinit, t.tmpllexize)
        FROM pg_ts_template t JOIN ours n ON n.oid = t.tmplnamespace
        """;

    public static IReadOnlyList<string> Selects { get; } = [Configurations, Dictionaries, Parsers, Templates];
}

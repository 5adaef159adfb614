namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>
/// Stored SQL is code: nothing of the journal is used unless the migrator's own roles alone could have written it.
/// </summary>
/// <remarks>
/// <c>pg_has_role</c> is not asked, for it calls a superuser a member of every role. Superusers and whoever can become the
/// migrator are not strangers: they could run anything as it is.
/// </remarks>
static class JournalGuard
{
    /// <summary>SQLSTATE of an error that says that the tables are not there yet.</summary>
    public const string NoJournal = "LS000";

    /// <summary>SQLSTATE of an error that says why the tables cannot be trusted.</summary>
    public const string NotTrusted = "LS001";

    /// <summary>
    /// Raises <see cref="NoJournal"/> or <see cref="NotTrusted"/>; what is sent behind it in the same unit is not executed then.
    /// </summary>
    public const string Check = $"""
        DO $lockstep$
        DECLARE
          offence text;
        BEGIN
          IF (
            SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'lockstep' AND c.relname IN ('journal', 'deployment', 'owner')) < 3 THEN
            RAISE EXCEPTION USING ERRCODE = '{NoJournal}', MESSAGE = 'schema lockstep has no journal';
          END IF;

          WITH RECURSIVE {Roles},
          tables AS (
            SELECT c.oid, c.relowner, c.relacl, c.relkind, c.relrowsecurity, 'lockstep.' || c.relname AS name
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'lockstep' AND c.relname IN ('journal', 'deployment', 'owner')
          ),
          space AS (SELECT * FROM pg_namespace WHERE nspname = 'lockstep'),
          grants AS (
            SELECT name, a.grantee, a.privilege_type FROM tables t, aclexplode(t.relacl) a
            UNION ALL
            SELECT t.name || '.' || c.attname, a.grantee, a.privilege_type
            FROM tables t JOIN pg_attribute c ON c.attrelid = t.oid, aclexplode(c.attacl) a
            UNION ALL
            SELECT 'schema lockstep', a.grantee, a.privilege_type FROM space s, aclexplode(s.nspacl) a
          ),
          owners AS (SELECT relowner AS oid FROM tables UNION SELECT nspowner FROM space),
          sharers(oid) AS (
            SELECT oid FROM owners WHERE oid NOT IN (SELECT oid FROM friend)
            UNION
            SELECT m.member FROM pg_auth_members m JOIN sharers s ON m.roleid = s.oid
          ),
          offences AS (
            SELECT format('schema lockstep is owned by %I', pg_get_userbyid(nspowner)) AS what FROM space
            WHERE nspowner NOT IN (SELECT oid FROM mine)
            UNION ALL
            SELECT format('%s is owned by %I', name, pg_get_userbyid(relowner)) FROM tables
            WHERE relowner NOT IN (SELECT oid FROM mine)
            UNION ALL
            SELECT name || ' is not an ordinary table' FROM tables
            WHERE relkind <> 'r' OR EXISTS (SELECT FROM pg_inherits i WHERE tables.oid IN (i.inhrelid, i.inhparent))
            UNION ALL
            SELECT format('%s has the trigger %I', name, g.tgname) FROM tables JOIN pg_trigger g ON g.tgrelid = tables.oid
            WHERE NOT g.tgisinternal
            UNION ALL
            SELECT format('%s has the rule %I', name, r.rulename) FROM tables JOIN pg_rewrite r ON r.ev_class = tables.oid
            UNION ALL
            SELECT name || ' has row security' FROM tables
            WHERE relrowsecurity OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = tables.oid)
            UNION ALL
            SELECT format('%s grants %s to %s', name, privilege_type, coalesce(quote_ident(r.rolname), 'PUBLIC'))
            FROM grants LEFT JOIN pg_roles r ON r.oid = grants.grantee
            WHERE privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES', 'CREATE')
              AND grantee NOT IN (SELECT oid FROM friend) AND grantee NOT IN (SELECT oid FROM owners)
            UNION ALL
            SELECT format('%I shares the role that owns schema lockstep', r.rolname) FROM sharers s
            JOIN pg_roles r ON r.oid = s.oid
            WHERE s.oid NOT IN (SELECT oid FROM owners) AND s.oid NOT IN (SELECT oid FROM friend)
            UNION ALL
            SELECT format('%I is in pg_write_all_data', r.rolname) FROM pg_roles r
            WHERE r.rolcanlogin AND NOT r.rolsuper AND NOT r.rolcreaterole AND r.oid NOT IN (SELECT oid FROM friend)
              AND pg_has_role(r.oid, 'pg_write_all_data', 'MEMBER')
          )
          SELECT string_agg(what, ', ') INTO offence FROM (SELECT DISTINCT what FROM offences ORDER BY what LIMIT 5) few;

          IF offence IS NOT NULL THEN
            RAISE EXCEPTION USING ERRCODE = '{NotTrusted}', MESSAGE = offence;
          END IF;
        END
        $lockstep$
        """;

    /// <summary>
    /// Two sets of role ids: <c>mine</c>, those the migrator may use; <c>friend</c>, those that may use the migrator.
    /// </summary>
    // Since PostgreSQL 16 a membership may be for administration alone, and whoever creates a role has one of that kind in it. As
    // to_jsonb has it, a column that an older server lacks is null.
    public const string Roles = """
        mine(oid) AS (
          SELECT oid FROM pg_roles WHERE rolname = current_user
          UNION
          SELECT m.roleid FROM pg_auth_members m JOIN mine ON m.member = mine.oid
          WHERE coalesce(to_jsonb(m) ->> 'inherit_option', 'true')::boolean
            OR coalesce(to_jsonb(m) ->> 'set_option', 'true')::boolean
        ),
        helper(oid) AS (
          SELECT oid FROM pg_roles WHERE rolname = current_user
          UNION
          SELECT m.member FROM pg_auth_members m JOIN helper ON m.roleid = helper.oid
        ),
        friend(oid) AS (SELECT oid FROM helper UNION SELECT oid FROM pg_roles WHERE rolsuper)
        """;
}

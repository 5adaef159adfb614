using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>What the user who is signed in may do, as far as a deployment or an operator needs it.</summary>
/// <param name="IsSuperuser">He may do anything.</param>
/// <param name="CreateDatabase">For CreateDatabase.</param>
/// <param name="CreateRole">For Custom::DatabaseRole.</param>
/// <param name="CreateSchema">For a Schema that is missing, and for the journal's first time.</param>
/// <param name="CreateInSchema">For scripts; null where the schema is missing.</param>
/// <param name="WriteJournal">For every request; null where there is no journal.</param>
/// <param name="EndOthers">For unlock, where the lock's holder is signed in as somebody else.</param>
sealed record MigratorRights(
    bool IsSuperuser, bool CreateDatabase, bool CreateRole, bool CreateSchema, bool? CreateInSchema, bool? WriteJournal,
    bool EndOthers)
{
    public static async Task<MigratorRights> ReadAsync(Observation observed, CancellationToken cancellationToken)
    {
        var rights = await observed.Connection.QueryAsync(
            new Sql(
                """
                SELECT rolsuper, rolcreatedb, rolcreaterole, has_database_privilege(current_database(), 'CREATE'),
                  (SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = $1),
                  (SELECT bool_and(has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
                     AND has_table_privilege(c.oid, 'UPDATE'))
                   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE n.nspname = 'lockstep' AND c.relname IN ('journal', 'deployment', 'owner')),
                  pg_has_role('pg_signal_backend', 'USAGE')
                FROM pg_roles WHERE rolname = current_user
                """,
                Sql.Value(observed.Target.Properties.Schema)),
            row => new MigratorRights(
                row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3),
                row.IsDBNull(4) ? null : row.GetBoolean(4), row.IsDBNull(5) ? null : row.GetBoolean(5), row.GetBoolean(6)),
            cancellationToken);
        return rights[0];
    }
}

using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>What was looked at: the same in every document.</summary>
/// <param name="Host">As the connection has it.</param>
/// <param name="Port">The same.</param>
/// <param name="Database">The same.</param>
/// <param name="Schema">The property.</param>
/// <param name="User">Who is signed in.</param>
/// <param name="ServerVersion">PostgreSQL's own.</param>
/// <param name="IsStandby">A reader's endpoint: a deployment needs the writer's.</param>
/// <param name="At">The server's clock.</param>
sealed record Place(
    string Host, int Port, string Database, string Schema, string User, string ServerVersion, bool IsStandby, DateTime At)
{
    static readonly Sql Query = new(
        "SELECT current_user::text, current_setting('server_version'), pg_is_in_recovery(), clock_timestamp()");

    public static async Task<Place> ReadAsync(Observation observed, CancellationToken cancellationToken)
    {
        var settings = observed.Target.Settings;
        var places = await observed.Connection.QueryAsync(Query, Of, cancellationToken);
        return places[0];

        Place Of(NpgsqlDataReader row) => new(
            settings.Host, settings.Port, settings.Database, observed.Target.Properties.Schema, row.GetString(0),
            row.GetString(1), row.GetBoolean(2), row.GetDateTime(3));
    }
}

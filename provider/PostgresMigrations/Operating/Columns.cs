using Npgsql;

namespace Lockstep.PostgresMigrations.Operating;

static class Columns
{
    public static DateTime? Time(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetDateTime(column);
}

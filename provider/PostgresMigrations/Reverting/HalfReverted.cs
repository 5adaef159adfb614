using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Progressing;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>A script whose down was begun outside of transactions and not brought to its end: neither there nor gone.</summary>
/// <param name="Row">The journal's row.</param>
/// <param name="DeploymentId">The deployment that began the down.</param>
sealed record HalfReverted(JournalRow Row, long DeploymentId)
{
    /// <summary>What a deployment leaves like that.</summary>
    public static async Task<IReadOnlyList<JournalRow>> ByAsync(
        Deployment deployment, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        [.. (await FindAsync("d.id = $1", [Sql.Value(deployment.Id)], connection, cancellationToken)).Select(half => half.Row)];

    /// <summary>What the deployments in <see cref="BegunDowns.OfTheDead"/> left like that.</summary>
    public static Task<IReadOnlyList<HalfReverted>> ByTheDeadAsync(
        string schema, RequestContext request, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        FindAsync(BegunDowns.OfTheDead, BegunDowns.AskedFor(schema, request), connection, cancellationToken);

    /// <summary>What the next request will find that they have left, if nobody is at work.</summary>
    public static async Task<IReadOnlyList<JournalRow>> ByThoseBeforeTheNextAsync(
        string schema, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var asked = BegunDowns.AskedForTheNext(schema);
        return [.. (await FindAsync(BegunDowns.OfTheDead, asked, connection, cancellationToken)).Select(half => half.Row)];
    }

    static async Task<IReadOnlyList<HalfReverted>> FindAsync(
        string whose, IReadOnlyList<NpgsqlParameter> values, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var begun = await connection.QueryAsync(
            new Sql(
                $"SELECT {StoredScript.Columns}, p.value::text, d.id FROM {BegunDowns.From} WHERE {whose} ORDER BY d.id", values),
            row => (Stored: StoredScript.Read(row), Progress: Progress.FromStored(row.GetString(13)), By: row.GetInt64(14)),
            cancellationToken);
        return
        [
            .. begun.Where(one => one.Stored.Down is { } down && one.Progress.MayHaveBegun(down))
                .Select(one => new HalfReverted(one.Stored.Row, one.By)),
        ];
    }
}

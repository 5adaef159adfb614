using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Committing;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>The transactions of the scripts that a range is about, by the deployment that ran them.</summary>
/// <remarks>
/// What one deployment has made, people have worked with before the next one came. Where the next one updates or rewrites their
/// rows, those carry its xid: they may not go with what the first one has made.
/// </remarks>
sealed class OwnXids(IEnumerable<(long Deployment, IReadOnlyList<long> Xids)> scripts)
{
    readonly ILookup<long, IReadOnlyList<long>> _byDeployment =
        scripts.ToLookup(script => script.Deployment, script => script.Xids);

    /// <summary>Whether more than one deployment has run them.</summary>
    public bool AreOfSeveral => _byDeployment.Count > 1;

    /// <summary>All of them.</summary>
    public IReadOnlyList<long> All => Distinct(_byDeployment.SelectMany(scripts => scripts));

    /// <summary>Those whose rows may go with what the step drops.</summary>
    public IReadOnlyList<long> Of(RunStep step) => !AreOfSeveral ? All
        : step.Origin is { } deployment ? Distinct(_byDeployment[deployment])
        : [];

    /// <summary>How many rows of a table may go with what the step drops or deletes.</summary>
    /// <param name="step">The step; null: any of them.</param>
    /// <param name="table">Its oid.</param>
    /// <param name="notes">What the deployments have noted (<see cref="RowNotes"/>).</param>
    /// <returns>Null: nobody noted it, and their transactions alone tell.</returns>
    public long? MostRows(RunStep? step, long table, IReadOnlyDictionary<(long Deployment, long Table), long> notes)
    {
        var noted = Deployments.Where(one => !AreOfSeveral || step is null || one == step.Origin)
            .Where(one => notes.ContainsKey((one, table))).Select(one => notes[(one, table)]).ToList();
        return noted.Count > 0 ? noted.Sum() : null;
    }

    /// <summary>Their ids.</summary>
    public IEnumerable<long> Deployments => _byDeployment.Select(scripts => scripts.Key);

    static IReadOnlyList<long> Distinct(IEnumerable<IReadOnlyList<long>> xids) => [.. xids.SelectMany(some => some).Distinct()];
}

using Lockstep.PostgresMigrations.Running;

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

    static IReadOnlyList<long> Distinct(IEnumerable<IReadOnlyList<long>> xids) => [.. xids.SelectMany(some => some).Distinct()];
}

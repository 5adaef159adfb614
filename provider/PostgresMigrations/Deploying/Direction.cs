using Microsoft.Extensions.Logging;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>Which way an Update goes, as far as is known by now: first from the event, then from the journal.</summary>
sealed class Direction(bool isBack)
{
    bool _isKeptSaid;

    /// <summary>CloudFormation rolls back.</summary>
    public bool IsBack { get; set; } = isBack;

    /// <summary>
    /// Says loudly that the rollback kept what it could not revert. An alarm counts it once, however often a broken link has the
    /// rollback tried again.
    /// </summary>
    public void SayKept(ILogger log, string reason)
    {
        log.LogNotReverted(reason, isFirst: !_isKeptSaid);
        _isKeptSaid = true;
    }
}

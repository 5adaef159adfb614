namespace Lockstep.Rehearsal.Playing;

/// <summary>What the product promises; each expectation serves one of them.</summary>
public enum Promise
{
    /// <summary>Every event gets one valid answer, whatever fails.</summary>
    NoStuckStack,

    /// <summary>After a rollback the schema is what it was.</summary>
    RollbackMeansRollback,

    /// <summary>All scripts of a deployment apply or none, and no row is lost.</summary>
    NothingLost,
}

namespace Lockstep.Template.Tests.Support;

/// <summary>How a run ends that cannot answer.</summary>
public enum Ending
{
    /// <summary>The program ends before it asks for an event.</summary>
    Crash,

    /// <summary>The work is done and committed, then the process is killed for its memory.</summary>
    OutOfMemory,

    /// <summary>It hangs, until Lambda kills it after its fifteen minutes.</summary>
    Timeout,

    /// <summary>The work is done; every connection to the bucket is cut.</summary>
    Cut,

    /// <summary>The work is done; the bucket never answers.</summary>
    Silence,
}

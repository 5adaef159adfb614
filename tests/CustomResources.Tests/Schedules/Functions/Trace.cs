namespace Lockstep.CustomResources.Tests.Schedules.Functions;

/// <summary>What became of the event with one ResponseURL, in all its runs.</summary>
sealed class Trace
{
    /// <summary>When its first run began.</summary>
    public DateTimeOffset? Begun { get; set; }

    /// <summary>When something last went wrong with a run.</summary>
    public DateTimeOffset? Harmed { get; set; }

    /// <summary>How many PUTs were to fail.</summary>
    public int Refused { get; set; }

    /// <summary>Whether Lambda lost the event of a next run, or kept it. One that it brings twice is there.</summary>
    public bool IsLost { get; set; }

    /// <summary>Whether a clock was off by more than the margins are for.</summary>
    public bool IsOutOfTime { get; set; }

    /// <summary>How many of its runs were killed.</summary>
    public int Killed { get; set; }

    /// <summary>Whether work went on that was given up: who waits for its lock hopes for its answer.</summary>
    public bool HasGivenUp => Sent.Exists(one => one.Reason.Contains("may still be going on", StringComparison.Ordinal));

    /// <summary>What the function has sent, arrived or not.</summary>
    public List<Sent> Sent { get; } = [];
}

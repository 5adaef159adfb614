namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>What operations have done since the stack was last complete: what a rollback takes back.</summary>
sealed class Undertaking
{
    /// <summary>Who got a forward Update, answered or not, gets the swapped one (aws-cdk PR#29581).</summary>
    public HashSet<string> Updated { get; } = new(StringComparer.Ordinal);

    /// <summary>Who failed before anybody was asked: it is as it was, and a rollback asks nobody either.</summary>
    public HashSet<string> NotAsked { get; } = new(StringComparer.Ordinal);

    /// <summary>What a rollback has failed at.</summary>
    public HashSet<string> Resisting { get; } = new(StringComparer.Ordinal);

    /// <summary>What was not there before.</summary>
    public HashSet<string> Created { get; } = new(StringComparer.Ordinal);

    /// <summary>What was there before, by logical id, of resources that were replaced.</summary>
    public Dictionary<string, ResourceState> Replaced { get; } = new(StringComparer.Ordinal);

    public void Clear()
    {
        Updated.Clear();
        NotAsked.Clear();
        Resisting.Clear();
        Created.Clear();
        Replaced.Clear();
    }
}

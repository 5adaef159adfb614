namespace Lockstep.Comparison;

/// <summary>What a tool did in a case.</summary>
/// <param name="IsAsWanted">What a user wants.</param>
/// <param name="What">In a few words, from the facts.</param>
sealed record Seen(bool IsAsWanted, string What)
{
    /// <summary>The situation cannot arise.</summary>
    public static Seen NotApplicable { get; } = new(IsAsWanted: false, "–");

    public bool CanArise => this != NotApplicable;

    /// <summary>As wanted, or else what happened.</summary>
    public static Seen If(bool isAsWanted, string otherwise) => new(isAsWanted, isAsWanted ? "yes" : otherwise);
}

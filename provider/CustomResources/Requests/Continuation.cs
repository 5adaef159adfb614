namespace Lockstep.CustomResources.Requests;

/// <summary>
/// What a run knows of the runs of its request before it, and whether another one may follow
/// (<see cref="Continue"/>).
/// </summary>
/// <remarks>
/// None of it is to be trusted further than the event itself: whoever may invoke the function can write it.
/// </remarks>
public sealed record Continuation
{
    /// <summary>
    /// 1 for the event that CloudFormation sent, one more for each that a run has handed on. A run that Lambda repeats by itself
    /// keeps its number.
    /// </summary>
    public int Run { get; init; } = 1;

    /// <summary>
    /// What the run before has handed over. Null in the first run, and in a later one where Lambda's API could not be reached:
    /// then Lambda repeats the event as it was. So it may save looking something up, and must not be the only place where it is
    /// known.
    /// </summary>
    public string? State { get; init; }

    /// <summary>When the first run began; this one, where that isn't known.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Why no other run may follow, as a sentence; null where one may.</summary>
    internal Func<int?, string?> WhyNot { get; init; } = static _ => "Nobody is there to begin another run.";

    /// <summary>
    /// Whether <see cref="Continue"/> would be followed by another run. Asked before work is stopped with a view to it: false
    /// means that this run has to come to an end that can be answered.
    /// </summary>
    /// <param name="delivery">
    /// How often CloudFormation's event has been delivered by now, 1 for the first time, where the resource keeps count: Lambda
    /// delivers it three times at most, and does not say which time it is. Null: it is guessed from what this process has seen
    /// and from the time that has passed. In a run that was handed on it makes no difference.
    /// </param>
    public bool MayGoOn(int? delivery = null) => WhyNot(delivery) is null;

    /// <inheritdoc/>
    public override string ToString() => $"run {Run}";
}

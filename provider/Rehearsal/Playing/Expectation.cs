namespace Lockstep.Rehearsal.Playing;

/// <summary>Something that must be so after an act.</summary>
/// <param name="Promise">The promise that it serves.</param>
/// <param name="Rule">What it is an instance of: one line of the verdict.</param>
/// <param name="Text">What must be so, in this act.</param>
/// <param name="IsHeld">Whether it is.</param>
/// <param name="Expected">For the reader when it is not.</param>
/// <param name="Seen">What was there instead.</param>
public sealed record Expectation(Promise Promise, string Rule, string Text, bool IsHeld, string Expected, string Seen);

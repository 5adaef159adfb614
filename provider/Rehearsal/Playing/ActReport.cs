using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What happened in one act.</summary>
/// <param name="Number">1, 2, …</param>
/// <param name="Count">How many acts there are.</param>
/// <param name="Title">A line.</param>
/// <param name="Story">A few sentences.</param>
public sealed record ActReport(int Number, int Count, string Title, string Story)
{
    /// <summary>Why it was not played; null: it was.</summary>
    public string? Skipped { get; init; }

    /// <summary>The stack's events, oldest first.</summary>
    public IReadOnlyList<StackEvent> Events { get; init; } = [];

    /// <summary>What else a reader wants to know, a line each: name and text.</summary>
    public IReadOnlyList<ActNote> Notes { get; init; } = [];

    /// <summary>What must be so now.</summary>
    public IReadOnlyList<Expectation> Expectations { get; init; } = [];

    /// <summary>The last lines that the function logged.</summary>
    public IReadOnlyList<string> LogTail { get; init; } = [];
}

/// <summary>A line of an act's report.</summary>
public sealed record ActNote(string Name, string Text);

using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing;

/// <summary>One act: something is done to the stack, and something must be so afterwards.</summary>
interface IAct
{
    string Title { get; }

    string Story { get; }

    /// <summary>Why it cannot be played with these scripts; null: it can.</summary>
    string? Obstacle(Stage stage) => null;

    /// <summary>Why orders could not be placed in a window, where that is as it must be; null: it is not.</summary>
    string? Explain(Window window) => null;

    Task PlayAsync(Stage stage, CancellationToken cancellationToken);

    void Check(Checklist checklist, Stage stage);
}

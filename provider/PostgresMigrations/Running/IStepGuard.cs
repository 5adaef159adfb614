using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Looks at what is run, inside the transaction that runs it.</summary>
interface IStepGuard
{
    /// <summary>Throws where it must not be run; leaves the transaction as it found it otherwise, but for locks.</summary>
    Task CheckAsync(IReadOnlyList<GuardedPart> parts, CancellationToken cancellationToken);

    /// <summary>
    /// The same, and runs them; throws, too, where they have done more than they did when they were looked at: the transaction
    /// must not be committed then.
    /// </summary>
    Task RunAsync(IReadOnlyList<GuardedPart> parts, CancellationToken cancellationToken);
}

/// <summary>A part of what is about to be run.</summary>
/// <param name="Step">The step it belongs to.</param>
/// <param name="RunAsync">Runs it: for the guard to see what it does and to take it back, twice if it must, or for good.</param>
sealed record GuardedPart(RunStep Step, Func<Task> RunAsync)
{
    public Directives Directives => Step.Text.Directives;
}

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
/// <param name="Directives">Of the script it belongs to.</param>
/// <param name="RunAsync">Runs it: for the guard to see what it does and to take it back, or for good.</param>
sealed record GuardedPart(Directives Directives, Func<Task> RunAsync);

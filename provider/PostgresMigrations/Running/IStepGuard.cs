using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Looks at what is about to be run, inside the transaction that will run it.</summary>
interface IStepGuard
{
    /// <summary>Throws where it must not be run; leaves the transaction as it found it otherwise, but for locks.</summary>
    Task CheckAsync(IReadOnlyList<GuardedPart> parts, CancellationToken cancellationToken);
}

/// <summary>A part of what is about to be run.</summary>
/// <param name="Step">The step it belongs to.</param>
/// <param name="TryAsync">Runs it, for the guard to see what it does and to take it back; twice, if it must.</param>
sealed record GuardedPart(RunStep Step, Func<Task> TryAsync)
{
    public Directives Directives => Step.Text.Directives;
}

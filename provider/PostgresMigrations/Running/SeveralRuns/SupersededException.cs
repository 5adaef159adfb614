namespace Lockstep.PostgresMigrations.Running.SeveralRuns;

/// <summary>
/// The fence did not let a commit pass: a later request of the resource has taken over, or another run of this one has ended it,
/// and nothing more may be written.
/// </summary>
sealed class SupersededException()
    : RunEndedException("A later request of this resource, or another run of this one, took over.");

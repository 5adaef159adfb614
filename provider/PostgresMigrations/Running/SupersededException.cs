namespace Lockstep.PostgresMigrations.Running;

/// <summary>
/// The fence did not let a commit pass: a later request of the resource has taken over, and nothing more may be written.
/// </summary>
sealed class SupersededException() : RunEndedException("A later request of this resource took over.");

using Lockstep.PostgresMigrations.Running.SeveralRuns;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>
/// The event was delivered twice, and the run of the other delivery has held the lock for as long as this one could wait: it is
/// alive, and answers or goes on.
/// </summary>
sealed class AtWorkElsewhereException() : RunEndedException("Another run of this same request is at work.");

namespace Lockstep.PostgresMigrations.Running.SeveralRuns;

/// <summary>
/// A run ends here and nothing is to be made of it: neither tried again, nor undone, nor answered. Whoever catches failures lets
/// it pass.
/// </summary>
abstract class RunEndedException(string message, Exception? inner = null) : Exception(message, inner);

using Lockstep.CustomResources;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>A statement with CONCURRENTLY did not end in the time there was.</summary>
sealed class BuildStoppedException(string message, Exception inner) : CustomResourceException(message, inner);

using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Running.Statements;

namespace Lockstep.PostgresMigrations.Running.Indexes;

/// <summary>A statement with CONCURRENTLY did not end in the time there was.</summary>
sealed class BuildStoppedException(string message, Exception inner) : CustomResourceException(message, inner)
{
    /// <summary>The same, with who was in the way.</summary>
    public BuildStoppedException WaitingFor(string blockers) =>
        new($"{Sentence.Of(Message)} It was waiting for {blockers}.", this);
}

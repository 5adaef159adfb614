using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Running.Statements;

namespace Lockstep.PostgresMigrations.Running.Indexes;

/// <summary>A statement with CONCURRENTLY did not end in the time there was.</summary>
sealed class BuildStoppedException(string message, Exception inner) : CustomResourceException(message, inner)
{
    /// <summary>A failure of such a statement, with what became of what it left.</summary>
    public static Exception Told(Origin origin, Exception failure, string note) => failure switch
    {
        ScriptFailedException failed when note.Length > 0 => failed.Saying($"{Sentence.Of(failed.Message)}{note}"),
        ScriptFailedException => failure,
        _ => new BuildStoppedException(
            $"{origin.Step.Text.Name}:{origin.Statement.Start}: {origin.Statement.OutsideTransaction} did not end in time.{note} "
                + "Run it with psql on a machine that has the time; where the script says IF NOT EXISTS, it finds it done.",
            failure),
    };

    /// <summary>The same, with who was in the way.</summary>
    public BuildStoppedException WaitingFor(string blockers) =>
        new($"{Sentence.Of(Message)} It was waiting for {blockers}.", this);
}

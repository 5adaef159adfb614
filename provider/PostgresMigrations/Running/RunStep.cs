using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>One text to run, and what the journal says of it afterwards.</summary>
/// <param name="Text">The SQL.</param>
abstract record RunStep(ScriptText Text)
{
    public bool IsTransactional => Text.Directives.IsTransactional;
}

/// <summary>A script of this image, run for the first time.</summary>
sealed record ApplyStep(Script Script) : RunStep(Script.Up);

/// <summary>A down from the journal; the image that runs it may never have seen the script.</summary>
sealed record RevertStep(StoredScript Stored, ScriptText Down) : RunStep(Down);

/// <summary>An up from the journal, run again because what is rolled back had reverted it.</summary>
sealed record ReapplyStep(StoredScript Stored) : RunStep(Stored.Up);

/// <summary>
/// A text that changes nothing the journal tells of: a repeatable that is set aside while a down is in need of its place, and put
/// back. Always transactional.
/// </summary>
sealed record PassingStep(ScriptText Passing) : RunStep(Passing);

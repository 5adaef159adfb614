using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>One text to run, and what the journal says of it afterwards.</summary>
/// <param name="Text">The SQL.</param>
abstract record RunStep(ScriptText Text)
{
    public bool IsTransactional => Text.Directives.IsTransactional;

    /// <summary>The deployment whose rows may go with what it drops; null where that is no particular one.</summary>
    public virtual long? Origin => null;
}

/// <summary>
/// A step that no row of the journal tells of: what was away before it, or is so behind it, stands in its deployment's row.
/// </summary>
abstract record PassingStep(ScriptText Text) : RunStep(Text);

/// <summary>A script of this image, run for the first time.</summary>
sealed record ApplyStep(Script Script) : RunStep(Script.Up);

/// <summary>A down from the journal; the image that runs it may never have seen the script.</summary>
sealed record RevertStep(StoredScript Stored, ScriptText Down) : RunStep(Down)
{
    /// <summary>
    /// Statements that give the former object what goes with this one, is in no text, and shall come back.
    /// </summary>
    public IReadOnlyList<string> Belongings { get; init; } = [];

    /// <summary>Of a script that never ended: what it had not come to is not there to be taken back.</summary>
    public bool IsOfAPart => Stored.Row.State == JournalState.Running;

    public override long? Origin => Stored.Row.DeploymentId;

    /// <summary>Nothing to run where nothing of the script is there, or where no text says what is.</summary>
    public static RevertStep Of(StoredScript stored) => new(
        stored,
        stored is { IsUnbegun: false, Down: { } down } ? down : new ScriptText($"DROP of {stored.Row.Name}", string.Empty));
}

/// <summary>An up from the journal, run again because what is rolled back had reverted it.</summary>
sealed record ReapplyStep(StoredScript Stored) : RunStep(Stored.Up)
{
    /// <summary>The newer text of a repeatable that it replaces where it is; null where that has been dropped.</summary>
    public StoredScript? InPlaceOf { get; init; }

    public override long? Origin => InPlaceOf?.Row.DeploymentId;
}

/// <summary>
/// Drops an unchanged repeatable for a while, because a down is in need of its place; or what a changed one has beyond its former
/// text, which is going to replace it.
/// </summary>
/// <param name="Stored">The script, whose row stays as it is.</param>
/// <param name="Drop">What makes room.</param>
/// <param name="Belongings">Statements that give back what goes with it and is in no text.</param>
sealed record SetAsideStep(StoredScript Stored, ScriptText Drop, IReadOnlyList<string> Belongings) : PassingStep(Drop);

/// <summary>Runs the text of a repeatable that was set aside again.</summary>
sealed record PutBackStep(StoredScript Stored) : PassingStep(Stored.Up);

/// <summary>Gives a repeatable that was dropped and made again what is in no text.</summary>
/// <param name="Script">The repeatable's name.</param>
/// <param name="Given">The statements.</param>
sealed record BelongingsStep(string Script, ScriptText Given) : PassingStep(Given);

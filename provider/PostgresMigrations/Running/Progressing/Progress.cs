using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Running.Progressing;

/// <summary>How far a script that no transaction holds together has come, in a form that the next run can trust.</summary>
/// <param name="Done">So many of its statements have ended.</param>
/// <param name="Checksum">Of their texts: the script may have been mended behind them, not before.</param>
/// <param name="Begun">The statement behind those, if it was begun; what it does no transaction holds.</param>
sealed record Progress(int Done, string Checksum, BegunStatement? Begun)
{
    /// <summary>
    /// What an earlier run has left may be there, and nobody knows how much: a down had begun to take it back, or the text has
    /// changed since. Null: no.
    /// </summary>
    public bool? IsAgain { get; init; }

    public string ToStored() => JsonSerializer.Serialize(this, ProgressContext.Default.Progress);

    public static Progress FromStored(string text) => JsonSerializer.Deserialize(text, ProgressContext.Default.Progress)!;

    /// <summary>Whether something of the script may be done that has come so far.</summary>
    /// <remarks>
    /// Where no note was made in front of the first statement, or can be, nobody knows whether it did something.
    /// </remarks>
    public bool MayHaveBegun(ScriptText script) => Done > 0 || Begun is not null || IsAgain is true
        || (!HoldsFirstOf(script) && script.Statements.FirstOrDefault() is { WaitsForOthers: false });

    /// <summary>Whether the progress of a script's first statement is committed with it.</summary>
    public static bool HoldsFirstOf(ScriptText script) => !script.Directives.Batches
        && script.Statements.FirstOrDefault() is { } first
        && first.OutsideTransaction is null && first.TransactionControl == TransactionControl.None
        && !first.MayCommit;
}

/// <param name="Checksum">Of the texts up to and with its own.</param>
/// <param name="Indexes">
/// The oids of the indexes there were before it, or of the partition: what it made, or took away, is told by them.
/// </param>
sealed record BegunStatement(string Checksum, IReadOnlyList<long> Indexes);

[JsonSerializable(typeof(Progress))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class ProgressContext : JsonSerializerContext;

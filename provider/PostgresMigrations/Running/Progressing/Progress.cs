using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockstep.PostgresMigrations.Running.Progressing;

/// <summary>How far a script that no transaction holds together has come, in a form that the next run can trust.</summary>
/// <param name="Done">So many of its statements have ended.</param>
/// <param name="Checksum">Of their texts: the script may have been mended behind them, not before.</param>
/// <param name="Begun">The statement behind those, if it was begun; what it does no transaction holds.</param>
sealed record Progress(int Done, string Checksum, BegunStatement? Begun)
{
    public string ToStored() => JsonSerializer.Serialize(this, ProgressContext.Default.Progress);

    public static Progress FromStored(string text) => JsonSerializer.Deserialize(text, ProgressContext.Default.Progress)!;
}

/// <param name="Checksum">Of the texts up to and with its own.</param>
/// <param name="Indexes">
/// The oids of the indexes there were before it, or of the partition: what it made, or took away, is told by them.
/// </param>
sealed record BegunStatement(string Checksum, IReadOnlyList<long> Indexes);

[JsonSerializable(typeof(Progress))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class ProgressContext : JsonSerializerContext;

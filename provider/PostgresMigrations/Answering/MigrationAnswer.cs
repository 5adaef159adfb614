using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Answering;

/// <summary>What a template can read with Fn::GetAtt, and how an answer is kept in the journal to be given again.</summary>
sealed record MigrationAnswer
{
    public static IReadOnlyList<string> Attributes { get; } =
        ["SchemaVersion", "DatabaseVersion", "PreviousVersion", "AppliedCount", "RevertedCount", "DurationMs", "Fingerprint"];

    public required string PhysicalResourceId { get; init; }

    /// <summary>What the answering code wants; after a rollback, the version of the state that came back.</summary>
    public required string SchemaVersion { get; init; }

    public required SchemaState Before { get; init; }

    public required SchemaState After { get; init; }

    public int AppliedCount { get; init; }

    public int RevertedCount { get; init; }

    public required TimeSpan Duration { get; init; }

    public string? Reason { get; init; }

    public ScriptVersion VersionBefore => Before.Version;

    public ScriptVersion VersionAfter => After.Version;

    public Succeeded ToOutcome() => new(PhysicalResourceId) { Attributes = Data, Reason = Reason };

    /// <summary>The JSON of column <c>answer</c>.</summary>
    public string ToStored() => ToStored(ToOutcome());

    public static string ToStored(Succeeded outcome) =>
        Store(new StoredAnswer("SUCCESS", outcome.Reason, outcome.PhysicalResourceId, outcome.Attributes));

    /// <param name="failure">What is answered.</param>
    /// <param name="script">Where it failed; null where that was at no script.</param>
    public static string ToStored(Failed failure, FailedScript? script = null) => Store(
        new StoredAnswer("FAILED", failure.Reason, null, null)
        {
            Script = script,
            MayBeHalfMade = failure.MayBeHalfMade ? true : null,
        });

    /// <summary>The recorded SUCCESS, to be given again.</summary>
    public static Succeeded FromStored(string answer)
    {
        var stored = JsonSerializer.Deserialize(answer, StoredAnswerContext.Default.StoredAnswer)!;
        var outcome = new Succeeded(stored.PhysicalResourceId) { Reason = stored.Reason };
        return stored.Data is { } attributes ? outcome with { Attributes = attributes } : outcome;
    }

    /// <summary>The recorded FAILED, to be given again.</summary>
    public static Failed FailureFromStored(string answer)
    {
        var stored = JsonSerializer.Deserialize(answer, StoredAnswerContext.Default.StoredAnswer)!;
        return new Failed(stored.Reason ?? "") { MayBeHalfMade = stored.MayBeHalfMade ?? false };
    }

    /// <summary>Nothing was done, so nothing is known but why.</summary>
    public static ResourceOutcome Nothing(string physicalResourceId, string? reason) =>
        new Succeeded(physicalResourceId) { Reason = reason };

    Dictionary<string, string> Data => new(StringComparer.Ordinal)
    {
        ["SchemaVersion"] = SchemaVersion,
        ["DatabaseVersion"] = After.Version.ToString(),
        ["PreviousVersion"] = Before.Version.ToString(),
        ["AppliedCount"] = Text(AppliedCount),
        ["RevertedCount"] = Text(RevertedCount),
        ["DurationMs"] = Text((long)Duration.TotalMilliseconds),
        ["Fingerprint"] = After.Fingerprint,
    };

    // jsonb takes no NUL, and a reason may quote a script.
    static string Store(StoredAnswer answer) => JsonSerializer.Serialize(
        answer with { Reason = answer.Reason?.Replace("\0", string.Empty, StringComparison.Ordinal) },
        StoredAnswerContext.Default.StoredAnswer);

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

sealed record StoredAnswer(string Status, string? Reason, string? PhysicalResourceId, IReadOnlyDictionary<string, string>? Data)
{
    public FailedScript? Script { get; init; }

    public bool? MayBeHalfMade { get; init; }
}

[JsonSerializable(typeof(StoredAnswer))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class StoredAnswerContext : JsonSerializerContext;

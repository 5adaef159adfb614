using System.Text.Json;

namespace Lockstep.CustomResources.Requests;

/// <summary>What a run hands on to the next one: a member of the event beside CloudFormation's own.</summary>
/// <param name="Run">The number of the next run.</param>
/// <param name="StartedAt">When the first one began.</param>
/// <param name="SentAt">When it was handed on.</param>
/// <param name="State">The resource's own words.</param>
sealed record CarriedRun(int Run, DateTimeOffset StartedAt, DateTimeOffset SentAt, string State)
{
    /// <summary>Its name in the event.</summary>
    public const string Member = "LockstepContinuation";

    /// <summary>
    /// Lambda takes a function that goes on invoking itself for a loop, and stops it at about the 16th invocation
    /// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html).
    /// </summary>
    public const int MostRuns = 15;

    public static ReadOnlySpan<byte> MemberUtf8 => "LockstepContinuation"u8;

    /// <summary>Null: it is none that a run has handed on.</summary>
    public static CarriedRun? Of(JsonElement value) =>
        JsonText.Find(value, nameof(Run)) is { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt32(out var run) && run is > 1 and <= MostRuns
            && Time(value, nameof(StartedAt)) is { } startedAt
            && Time(value, nameof(SentAt)) is { } sentAt
            && JsonText.Find(value, nameof(State)) is { ValueKind: JsonValueKind.String } text
            && JsonText.Of(text) is { } state
                ? new(run, startedAt, sentAt, state)
                : null;

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber(nameof(Run), Run);
        json.WriteString(nameof(StartedAt), StartedAt);
        json.WriteString(nameof(SentAt), SentAt);
        json.WriteString(nameof(State), State);
        json.WriteEndObject();
    }

    static DateTimeOffset? Time(JsonElement value, string name) =>
        JsonText.Find(value, name) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time)
            ? time
            : null;
}

using System.Globalization;
using Lockstep.CustomResources.Requests;

namespace Lockstep.PostgresMigrations.Running.SeveralRuns;

/// <summary>What a run tells the next one of its request, besides what the journal says.</summary>
/// <param name="IsOnRecord">Whether the request is in the journal for sure: a run that never had an answer does not know.</param>
/// <param name="Backends">The server processes of the request's runs so far, which may hold the lock still.</param>
sealed record Handover(bool IsOnRecord, IReadOnlyList<int> Backends)
{
    const string NotKnown = "unrecorded";

    /// <summary>Whether another run has put this request into the journal, and handed it on.</summary>
    public static bool IsContinued(Continuation continuation) => continuation.Run > 1 && Of(continuation).IsOnRecord;

    // Whoever may invoke the function can write it: what is no number is nothing.
    public static Handover Of(Continuation continuation)
    {
        var words = (continuation.State ?? "").Split(' ');
        var pids = words.Select(
            word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0);
        return new(!words.Contains(NotKnown, StringComparer.Ordinal), [.. pids.Where(pid => pid > 0)]);
    }

    /// <summary>As words with spaces between.</summary>
    public string ToState() => string.Join(
        ' ', Backends.Select(pid => pid.ToString(CultureInfo.InvariantCulture)).Concat(IsOnRecord ? [] : [NotKnown]));
}

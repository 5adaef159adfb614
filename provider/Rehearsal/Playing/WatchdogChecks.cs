using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What must be so when the migration's function cannot answer.</summary>
static class WatchdogChecks
{
    const string Rule = "What the function cannot say, the watchdog says";

    /// <param name="checklist">Takes it down.</param>
    /// <param name="statuses">Of the answers that the watchdog gave, in their order.</param>
    public static Checklist WatchdogAnswers(this Checklist checklist, params IReadOnlyList<string> statuses)
    {
        var seen = checklist.Scene.Migrations.Where(exchange => exchange.Run?.Destination?.Result is Responded)
            .Select(exchange => exchange.Verdict is AcceptedAnswer ? "SUCCESS" : "FAILED").ToList();
        return checklist.Add(
            Promise.NoStuckStack, Rule, $"The watchdog answered {string.Join(", then ", statuses)}",
            seen.SequenceEqual(statuses, StringComparer.Ordinal), string.Join(", ", statuses), string.Join(", ", seen));
    }

    public static Checklist WatchdogDeliversWhatTheFunctionMade(this Checklist checklist)
    {
        var exchange = checklist.Scene.Migrations.Count > 0 ? checklist.Scene.Migrations[0] : null;
        var made = exchange?.Run?.Result is FunctionFailed { ErrorType: "Lockstep.AnswerNotDelivered" } failed
            ? $"{JsonNode.Parse(failed.Body.Span)?["errorMessage"]}"
            : "no answer";
        var stored = exchange?.Deliveries.FirstOrDefault(delivery => delivery.IsStored);
        var seen = stored is null ? "nothing" : Encoding.UTF8.GetString(stored.Body.Span);
        return checklist.Add(
            Promise.NoStuckStack, Rule, "The watchdog delivered the answer that the function had made, byte for byte",
            seen == made, made, seen);
    }

    public static Checklist RunsWere(this Checklist checklist, int count)
    {
        var runs = checklist.Scene.Migrations is [{ Run: { } run }, ..] ? run.Runs : 0;
        return checklist.Add(
            Promise.NothingLost, "A second run of an event does its work once",
            $"The function was run {count.ToString(CultureInfo.InvariantCulture)} times",
            runs == count, count.ToString(CultureInfo.InvariantCulture), runs.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The error in which a function's last run ended: <c>Runtime.ExitError</c>.</summary>
    public static string ErrorType(this CustomResourceExchange exchange) =>
        exchange.Run is { Result.Body: var body } && JsonNode.Parse(body.Span) is JsonObject error ? $"{error["errorType"]}" : "";
}

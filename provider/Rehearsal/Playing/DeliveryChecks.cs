using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What must be so when requests are left behind, or come more than once.</summary>
static class DeliveryChecks
{
    public static Checklist OneIsLeftAtWork(this Checklist checklist)
    {
        var left = checklist.Scene.Exchanges.Count(exchange => exchange.IsAbandoned);
        return checklist.Add(
            Promise.NoStuckStack, "A rollback can come while the update is still at work",
            "The rollback was asked for while the update was still at work",
            left == 1, "1 request without an answer that counts", Checklist.Number(left));
    }

    /// <param name="checklist">Takes it down.</param>
    /// <param name="count">How many requests there were.</param>
    public static Checklist EveryDeliveryIsAnsweredTheSame(this Checklist checklist, int count)
    {
        var exchanges = checklist.Scene.Exchanges;
        var odd = exchanges.Where(exchange => !IsTheSame(exchange)).Select(Shown).ToList();
        return checklist.Add(
            Promise.NothingLost, "A second run of an event does its work once",
            $"Each of the {Checklist.Number(count)} requests was run more than once, and every answer to it is the same",
            exchanges.Count == count && odd.Count == 0 && exchanges.All(exchange => exchange.Queued?.Runs.Count == 2),
            $"{Checklist.Number(count)} requests in two runs each",
            $"{Checklist.Number(exchanges.Count)} requests\n{Checklist.Some(odd)}");
    }

    public static Checklist StackWas(this Checklist checklist, string status, int times = 1)
    {
        var seen = checklist.Scene.Events.Where(told => told.ResourceType == StackEvent.StackType)
            .Select(told => told.ResourceStatus).ToList();
        return checklist.Add(
            Promise.NoStuckStack, "Every operation ends in the status that it must",
            $"The stack was {status} in between{(times == 1 ? "" : $", {Checklist.Number(times)} times")}",
            seen.Count(one => one == status) == times, status, string.Join(", ", seen));
    }

    static bool IsTheSame(CustomResourceExchange exchange) =>
        exchange.Verdict is AcceptedAnswer or FailedAnswer { Detail: null }
        && exchange.Deliveries.All(
            delivery => delivery.IsStored && delivery.Body.Span.SequenceEqual(exchange.Deliveries[0].Body.Span));

    static string Shown(CustomResourceExchange exchange) => $"{exchange.Request.Kind} {exchange.Request.LogicalId}: "
        + string.Join(" / ", exchange.Deliveries.Select(delivery => System.Text.Encoding.UTF8.GetString(delivery.Body.Span)));
}

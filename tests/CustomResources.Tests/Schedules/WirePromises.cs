using System.Text;
using Lockstep.CustomResources.Tests.Schedules.Functions;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>What must hold of everything that was ever sent and logged.</summary>
static class WirePromises
{
    // Of the query; nobody else writes that.
    const int Signature = 64;

    /// <returns>What does not hold of one request.</returns>
    public static IEnumerable<string> Check(CustomResourceExchange exchange, Trace trace)
    {
        if (trace.Sent.Where((one, at) => !one.IsSuccess && IsTakenBack(one, trace.Sent.Take(at))).Any())
        {
            yield return "was answered FAILED after SUCCESS";
        }

        if (exchange.Deliveries.FirstOrDefault(put => put.IsStored) is { } stored && trace.Killed == 0
            && !trace.Sent.Exists(one => stored.Body.Span.SequenceEqual(one.Body)))
        {
            yield return "was answered by the watchdog in other words than the function had";
        }

        foreach (var body in trace.Sent.Select(one => one.Body))
        {
            var text = Encoding.UTF8.GetString(body);
            if (AnswerRules.Judge(body, exchange.Slot.Identity) is FailedAnswer { Detail: { } detail })
            {
                yield return $"broke a rule ({detail}): {text}";
            }

            if (HasSecret(text, exchange))
            {
                yield return $"got a secret in its answer: {text}";
            }
        }
    }

    // One of two deliveries may have answered while the other's database said nothing: that one cannot know. And a SUCCESS for
    // want of a database is on no record: where it is not delivered, either, the next run may find the database, and fail there.
    static bool IsTakenBack(Sent failure, IEnumerable<Sent> before) => before.Any(one => one.IsSuccess
        && (one.Run == failure.Run || !(failure.IsBlind || (one.IsBlind && one.Reason.Length > 0))));

    public static bool HasSecret(string text, CustomResourceExchange exchange) =>
        text.Contains(FunctionProcess.Password, StringComparison.Ordinal)
        || text.Contains(exchange.Slot.Url.Query[^Signature..], StringComparison.Ordinal);
}

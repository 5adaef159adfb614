using System.Globalization;
using Lockstep.CustomResources.Tests.Schedules.Functions;
using Lockstep.CustomResources.Tests.Schedules.Modelling;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>What must hold of a request and its answer when an operation has waited for it, or has left it behind.</summary>
sealed class AnswerPromises(Schedule schedule, Traces traces)
{
    // Three runs, and three of the watchdog, that try once where S3 turns them away. A run that was killed has not tried.
    const int MostPuts = 6;

    // After the last mishap: three runs with Lambda's pauses, and the same of the watchdog.
    readonly TimeSpan _recovery = TimeSpan.FromSeconds((3 * schedule.Setting.FunctionTimeout) + 600);

    readonly Dictionary<(string Id, int Revision), string> _versions = [];

    /// <returns>What does not hold.</returns>
    public IEnumerable<string> Check(CustomResourceExchange exchange) => exchange.Verdict switch
    {
        null => exchange.IsAbandoned || WhyNot(exchange) is not null ? [] : ["was not answered, though it could have been"],
        FailedAnswer { Detail: { } detail } => [detail],
        FailedAnswer failed => Check(exchange.Request, failed),
        AcceptedAnswer accepted when exchange.Request.Type == Migration.Type => Check(exchange.Request, accepted.Answer),
        _ => [],
    };

    static IEnumerable<string> Check(ResourceRequest request, FailedAnswer failed)
    {
        if (IsRollback(request) && !failed.ResourceReason.Contains(LockedException.Text, StringComparison.Ordinal))
        {
            yield return $"is a rollback, and was answered {failed.ResourceReason}";
        }

        if (request.PhysicalId is { } id && failed.PhysicalResourceId != id)
        {
            yield return $"failed, and its resource got the id {failed.PhysicalResourceId}";
        }
    }

    IEnumerable<string> Check(ResourceRequest request, AnswerDocument answer)
    {
        if (request.PhysicalId is { } id && answer.PhysicalResourceId != id)
        {
            yield return $"replaced its resource by {answer.PhysicalResourceId}";
        }

        if (request.Kind == RequestKind.Delete)
        {
            yield break;
        }

        if (!answer.Data.TryGetValue("SchemaVersion", out var version) || !answer.Data.ContainsKey("DatabaseVersion"))
        {
            yield return "got not all of its attributes";
            yield break;
        }

        var key = (request.LogicalId, Number(request.Properties["Revision"]));
        if (!IsRollback(request))
        {
            _versions[key] = version;
        }
        else if (answer.Reason is null && _versions.TryGetValue(key, out var former) && version != former)
        {
            yield return $"is a rollback to {former}, and was answered {version}";
        }
    }

    /// <summary>Why a request can have been without an answer; null: it cannot.</summary>
    string? WhyNot(CustomResourceExchange exchange)
    {
        var trace = traces[exchange.Slot.Url.OriginalString];
        var end = exchange.SentAt + TimeSpan.FromSeconds(Number(exchange.Request.Properties["ServiceTimeout"]));
        return trace.Begun is not { } begun || begun > end - TimeSpan.FromSeconds(3) ? "it came too late, if at all"
            : trace.IsLost ? "the event of a next run was lost"
            : trace.IsOutOfTime ? "a clock was wrong"
            : trace.Harmed is not { } harmed ? null
            : !schedule.Setting.HasWatchdog ? "nobody watches"
            : trace.HasGivenUp ? "work that does not end kept the lock from the other runs"
            : trace.Refused >= MostPuts - trace.Killed ? "the bucket did not work"
            : harmed + _recovery > end ? "no time was left to recover"
            : null;
    }

    static bool IsRollback(ResourceRequest request) => request.Type == Migration.Type && request.OldProperties is { } old
        && Number(request.Properties["Revision"]) < Number(old["Revision"]);

    static int Number(object? text) => int.Parse($"{text}", CultureInfo.InvariantCulture);
}

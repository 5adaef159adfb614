using Lockstep.CustomResources.Logging;
using Lockstep.PostgresMigrations.Answering;
using Microsoft.Extensions.Logging;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>What CloudWatch is told, on the log lines that tell of it. A replayed answer is not counted again.</summary>
static class DeploymentMetrics
{
    public static void LogDeployed(this ILogger log, MigrationAnswer answer) =>
        log.Measuring([new("Deployments", 1), .. Of(answer)]).Deployed(
            answer.VersionAfter.ToString(), answer.AppliedCount, answer.RevertedCount);

    public static void LogRolledBack(this ILogger log, MigrationAnswer answer) =>
        log.Measuring([.. Of(answer)]).RolledBack(answer.VersionAfter.ToString(), answer.RevertedCount, answer.AppliedCount);

    public static void LogNotReverted(this ILogger log, string reason, bool isFirst) =>
        (isFirst ? log.Measuring(new Metric("RollbackNotReverted", 1)) : log).RollbackNotReverted(reason);

    static IEnumerable<Metric> Of(MigrationAnswer answer) =>
    [
        new("ScriptsApplied", answer.AppliedCount),
        new("ScriptsReverted", answer.RevertedCount),
        new("Duration", (long)answer.Duration.TotalMilliseconds, MetricUnit.Milliseconds),
    ];
}

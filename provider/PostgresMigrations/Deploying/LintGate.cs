using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Linting;
using Lockstep.PostgresMigrations.Planning;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>What is dangerous about the scripts of a plan, and whether that refuses them, as the property <c>Lint</c> has it.
/// </summary>
static class LintGate
{
    const string Way = "What is safe here can be allowed at the top of its script: '-- lockstep: allow RULE: reason'.";

    /// <summary>None where <c>Lint</c> is <c>Off</c>.</summary>
    public static IReadOnlyList<string> Dangers(ForwardPlan plan, MigrationProperties properties) =>
        properties.Lint == LintLevel.Off
            ? []
            : [.. LintReport.Of(plan.Pending, properties.Transaction).Select(finding => finding.ToString())];

    /// <summary>
    /// Why nothing may be run; empty unless <c>Lint</c> is <c>Error</c>. What this request has begun already was judged then, as
    /// a whole: without what is committed by now, tables that are new would count as tables in use.
    /// </summary>
    public static IReadOnlyList<string> Findings(
        IReadOnlyList<string> dangers, MigrationProperties properties, Standing standing) =>
        properties.Lint == LintLevel.Error && dangers.Count > 0
        && !standing.Rows.Any(row => row.DeploymentId == standing.Request?.Id)
            ? [.. dangers, Way]
            : [];
}

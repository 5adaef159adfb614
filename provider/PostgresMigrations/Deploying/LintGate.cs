using Lockstep.PostgresMigrations.Linting;
using Lockstep.PostgresMigrations.Planning;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>Says what is dangerous about the scripts of a plan, or refuses them, as the property <c>Lint</c> has it.</summary>
static class LintGate
{
    /// <exception cref="MigrationRefusedException"><c>Lint</c> is <c>Error</c>, and there are findings.</exception>
    public static void Check(ForwardPlan plan, Target target)
    {
        if (target.Properties.Lint == LintLevel.Off)
        {
            return;
        }

        var findings = LintReport.Of(plan.Pending, target.Properties.Transaction);
        if (target.Properties.Lint == LintLevel.Error && findings.Count > 0)
        {
            throw new MigrationRefusedException(
            [
                .. findings.Select(finding => finding.ToString()),
                "What is safe here can be allowed at the top of its script: '-- lockstep: allow RULE: reason'.",
            ]);
        }

        foreach (var finding in findings)
        {
            target.Context.Log.DangerFound(finding.ToString());
        }
    }
}

using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>
/// Has the server parse the pending scripts before the first of several transactions commits: what that has done would have to be
/// undone for a typing error in a later script, if its down can. Of one transaction nothing stays anyway, so nobody is asked.
/// </summary>
static class SyntaxGate
{
    // It is a courtesy: nine tenths of the time are for the scripts.
    const double Kept = 0.9;

    /// <summary>Why nothing may be run: every syntax error, as far as a tenth of the time to work reaches.</summary>
    public static async Task<IReadOnlyList<string>> FindingsAsync(
        Target target, NpgsqlConnection connection, ForwardRun run, CancellationToken cancellationToken)
    {
        if (run.Reverts.IsEmpty && run.Applies is [] or [{ IsTransactional: true }])
        {
            return [];
        }

        var deadline = target.Context.Deadline;
        var check = new SyntaxCheck(connection, target.Properties.Schema, deadline, deadline.WorkTimeLeft * Kept);
        var applies = run.Applies.SelectMany(segment => segment.Steps).OfType<ApplyStep>();
        var report = await check.RunAsync(applies.Select(step => step.Text), cancellationToken);
        return [.. report.Findings.Select(finding => Sentence.Of(finding.ToString()))];
    }
}

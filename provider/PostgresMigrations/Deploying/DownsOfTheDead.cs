using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Sessions;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>
/// What requests that nobody delivers any more left half reverted: the journal has it as applied, and no deployment would look at
/// it again. And what orders left so that failed: their rollback has to bring it back.
/// </summary>
static class DownsOfTheDead
{
    /// <summary>Writes it down, as a deployment does that comes to its end (docs/decisions/0029).</summary>
    /// <param name="target">Whose request it is.</param>
    /// <param name="session">Holds the lock.</param>
    /// <param name="standing">What there is so far.</param>
    /// <param name="isBack">Whether the request is a rollback.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <returns>What there is then.</returns>
    public static async Task<Standing> SettleAsync(
        Target target, MigratorSession session, Standing standing, bool isBack, CancellationToken cancellationToken)
    {
        if (!standing.Schema.HasBegunDowns)
        {
            return standing;
        }

        var schema = target.Properties.Schema;
        var undone = isBack ? UndoSet.For(standing, schema).Deployments : [];
        var half = await HalfReverted.ByTheDeadAsync(schema, target.Context, session.Connection, cancellationToken);

        // A rollback runs again what the order that it takes back has reverted, and reverts what is that order's own.
        var orders = half.Where(one => undone.Contains(one.DeploymentId) && !undone.Contains(one.Row.DeploymentId)).ToList();
        var deployment = new Deployment(standing.Request!.Id, schema);
        await new SegmentRunner(session, deployment, target.Properties.LockTimeout, target.Context).EndAsync(
            new(
                [
                    BegunDowns.ForgetThoseOfTheDead(schema, target.Context),
                    .. orders.SelectMany(one => JournalEntries.RevertHalf([one.Row], new(one.DeploymentId, schema))),
                    JournalEntries.TakeUpHalf(schema, undone),
                    JournalEntries.LeaveHalf(half.Except(orders).Select(one => one.Row)),
                ],
                null),
            cancellationToken);
        return await session.Admission.TryAgainAsync(cancellationToken);
    }
}

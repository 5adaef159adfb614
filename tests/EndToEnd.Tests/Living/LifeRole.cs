using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>The role that the stack makes for its application.</summary>
sealed class LifeRole(LifeStage stage, string name)
{
    public string Name => name;

    /// <summary>Each request has its answer, and the role is there and may read, or is gone, as the last one says.</summary>
    /// <param name="mayBeCancelled">Whether a request may have been left without an answer.</param>
    public async Task CheckAsync(bool mayBeCancelled)
    {
        LifeChecks.CheckAnswers(stage.Last.OfTheRole, mayBeCancelled);
        if (stage.Last.OfTheRole is not [.., var asked] || !asked.Succeeded())
        {
            return;
        }

        var isThere = await stage.Database.IsTrueAsync($"SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}')");
        var mayBeLeft = stage.Last.Troubles.Any(trouble => trouble.MayOutlast);
        if (asked.Request.Kind == RequestKind.Delete)
        {
            (isThere && !(asked.Reason() is not null && mayBeLeft)).ShouldBeFalse($"the role is still there: {asked.Reason()}");
        }
        else if (stage.Stack.Status is Status.CreateComplete or Status.UpdateComplete or Status.UpdateRollbackComplete)
        {
            isThere.ShouldBeTrue($"the role is not there: {asked.Reason()}");
            (await stage.Database.IsTrueAsync($"SELECT has_table_privilege('{name}', 'base', 'SELECT')") || mayBeLeft)
                .ShouldBeTrue($"the role may not read: {asked.Reason()}");
        }
    }
}

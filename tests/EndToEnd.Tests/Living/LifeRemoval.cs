using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>A stack whose deletion failed is deleted as docs/operations.md says.</summary>
sealed class LifeRemoval(LifeStage stage, LifeStack stack)
{
    /// <summary>
    /// What cannot be reverted is retained. A Delete whose link was silent for all the time of a run is answered FAILED; a person
    /// deletes again.
    /// </summary>
    /// <param name="troubles">What went wrong when it failed.</param>
    /// <param name="asked">The requests to the migration; the last is the Delete.</param>
    public async Task FinishAsync(IReadOnlyList<Trouble> troubles, IReadOnlyList<CustomResourceExchange> asked)
    {
        var reason = asked[^1].Reason();
        (stack.Setting.OnDelete == "Retain").ShouldBeFalse(reason);
        var isForGood = await stack.IsForGoodAsync();
        if (!isForGood)
        {
            troubles.ShouldContain(trouble => trouble.Kind == TroubleKind.BlackHole, reason);
        }

        if (!isForGood || stage.Stack.Status == Status.RollbackFailed)
        {
            var again = await stage.OperateAsync(() => stage.Stack.DeleteAsync(CancellationToken.None));
            await stack.CheckAsync(again, withRows: isForGood);
            reason = again[^1].Reason();
        }

        if (isForGood)
        {
            await RetainAsync();
        }

        stage.Stack.Status.ShouldBe(Status.DeleteComplete, reason);
    }

    async Task RetainAsync()
    {
        stage.Stack.Status.ShouldBe(Status.DeleteFailed, "what cannot be reverted was reverted");
        var before = await stage.Database.LookAsync();
        var asked = await stage.OperateAsync(() => stage.Stack.DeleteAsync([LifeTemplate.Migration], CancellationToken.None));
        stack.IsRetained = true;
        asked.ShouldBeEmpty("a retained resource was asked");
        before.DifferenceTo(await stage.Database.LookAsync()).ShouldBeEmpty("retained");
    }
}

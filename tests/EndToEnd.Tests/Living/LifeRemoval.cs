using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>A stack whose deletion failed is deleted as docs/operations.md says.</summary>
sealed class LifeRemoval(LifeStage stage, LifeStack stack)
{
    /// <summary>What cannot be reverted is retained; nothing else may fail.</summary>
    /// <param name="asked">The requests to the migration; the last is the Delete.</param>
    public async Task FinishAsync(IReadOnlyList<CustomResourceExchange> asked)
    {
        (await stack.IsForGoodAsync()).ShouldBeTrue(asked[^1].Reason());
        if (stage.Stack.Status == Status.RollbackFailed)
        {
            await stack.CheckAsync(await stage.OperateAsync(() => stage.Stack.DeleteAsync(CancellationToken.None)));
        }

        await RetainAsync();
        stage.Stack.Status.ShouldBe(Status.DeleteComplete);
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

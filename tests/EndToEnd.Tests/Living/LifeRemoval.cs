using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>A stack whose deletion failed is deleted as docs/operations.md says.</summary>
sealed class LifeRemoval(LifeStage stage, LifeStack stack)
{
    /// <summary>What had no time, or was not asked, is deleted again, and what cannot be reverted is retained; nothing else may
    /// fail.</summary>
    /// <param name="asked">The requests to the migration; the last is the Delete, unless the role was in its way.</param>
    /// <param name="troubles">What went wrong meanwhile.</param>
    public async Task FinishAsync(IReadOnlyList<CustomResourceExchange> asked, IReadOnlyList<Trouble> troubles)
    {
        var isAgain = stack.Role.IsInTheWay || asked[^1].IsLate(Trouble.TimeOf(stack.Setting.TimeoutSeconds, troubles))
            || asked[^1].IsDropped();
        (isAgain || await stack.IsForGoodAsync()).ShouldBeTrue(asked is [] ? "" : asked[^1].Reason());
        if (isAgain || stage.Stack.Status == Status.RollbackFailed)
        {
            asked = await AgainAsync(wasMade: asked is [] or [{ Request.Kind: RequestKind.Delete }, ..] || asked[0].Succeeded());
        }

        if (stage.Stack.Status != Status.DeleteComplete)
        {
            (await stack.IsForGoodAsync()).ShouldBeTrue(asked[^1].Reason());
            await RetainAsync();
        }

        stage.Stack.Status.ShouldBe(Status.DeleteComplete);
    }

    async Task<IReadOnlyList<CustomResourceExchange>> AgainAsync(bool wasMade)
    {
        var asked = await stage.OperateAsync(() => stage.Stack.DeleteAsync(CancellationToken.None));
        stack.ForgetRows(asked[^1]);
        await stack.CheckAsync(asked);
        if (wasMade && stage.Stack.Status == Status.DeleteComplete && stack.Setting.OnDelete != "Retain")
        {
            await stack.Ground.CheckDeletedAsync(asked[^1], null, stack.IsFirst, [], isAgain: true);
        }

        return asked;
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

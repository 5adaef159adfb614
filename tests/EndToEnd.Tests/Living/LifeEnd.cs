using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>The stack is deleted, and perhaps created again.</summary>
sealed class LifeEnd(LifeStage stage, LifeStack stack)
{
    public async Task PlayAsync(Ending ending, Ordeal ordeal)
    {
        // Not played: a Delete that reverts one stack's scripts from among those that another has left.
        if (ending == Ending.Stays || stack.IsRetained)
        {
            return;
        }

        await DeleteAsync(ordeal);
        stage.Stack.Status.ShouldBe(Status.DeleteComplete);
        if (ending == Ending.DeletedAndCreatedAgain)
        {
            await new LifeCreation(stage, stack).AgainAsync();
        }
    }

    async Task DeleteAsync(Ordeal ordeal)
    {
        var before = await stage.Database.LookAsync();
        var asked = await stage.OperateAsync(() => stage.Stack.DeleteAsync(CancellationToken.None), ordeal);
        if (asked.Count == 0)
        {
            // The role did not go, and CloudFormation has not come to the migration.
            await stack.CheckAsync(asked);
            await new LifeRemoval(stage, stack).FinishAsync(asked, []);
            return;
        }

        // What it has reverted by the time that is over, a Delete has no time to put back.
        var isRefused = stage.Stack.Status == Status.DeleteFailed && await stack.IsForGoodAsync()
            && !asked[^1].IsLate(Trouble.TimeOf(stack.Setting.TimeoutSeconds, ordeal.Migration));
        if (isRefused || stack.Setting.OnDelete == "Retain")
        {
            before.DifferenceTo(await stage.Database.LookAsync()).ShouldBeEmpty(asked[^1].Reason());
        }

        else if (stage.Stack.Status == Status.DeleteComplete)
        {
            await stack.Ground.CheckDeletedAsync(asked[^1], before, stack.IsFirst, ordeal.Migration);
        }

        // Of an order that fails on its way, tables come back without their rows.
        stack.ForgetRows(asked[^1]);
        await stack.CheckAsync(asked);
        if (stage.Stack.Status == Status.DeleteFailed)
        {
            await new LifeRemoval(stage, stack).FinishAsync(asked, ordeal.Migration);
        }
    }
}

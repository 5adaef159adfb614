using Lockstep.PostgresMigrations.Tests.Living;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>The stack is updated, and rolled back where that fails.</summary>
sealed class LifeUpdate(LifeStage stage, LifeStack stack)
{
    public async Task PlayAsync(Episode episode)
    {
        var (before, half) = (await stage.Database.LookAsync(), await stack.HalfDoneAsync());
        var added = stack.Write(episode);
        var (next, order) = LifeScripts.Ordered(episode.Order, stack.Deployed, added);
        var present = await stage.Database.JournaledAsync();
        var run = next.Where(script => !present.Contains(script.Name)).Union(added).ToList();
        var template = stack.Push(next, stage.Database.Schema, episode.Role, episode.SiblingFails ? "Update" : "", order);
        var wrote = stack.Meanwhile(episode, added);
        var options = OperationOptions.Default with { DisableRollback = episode.Stops };
        var asked = await stage.OperateAsync(
            () => stage.Stack.UpdateAsync(template, options, CancellationToken.None), episode.Forward, episode.Back);
        var mayBeCancelled = episode.Forward.Has(TroubleKind.Cancel);
        var late = Late(episode.Forward);
        var isRoleAtFault = stage.Last.OfTheRole is [var role, ..]
            && (role.IsOutOfTime() || (episode.Stops && role.IsReplacement()));
        await stack.CheckAsync(asked, mayBeCancelled);
        if (stage.Stack.Status == Status.UpdateFailed)
        {
            asked = [.. asked, .. await RollBackAsync(episode)];
        }

        var isContinued = stage.Stack.Status == Status.UpdateRollbackFailed && MayBeContinued(stage.Last.Exchanges[^1], episode);
        if (isContinued)
        {
            asked =
            [
                .. asked.Where(exchange => exchange == asked[0] || !MayBeContinued(exchange, episode)), .. await ContinueAsync(),
            ];
        }

        await stack.Judge.DeliverLateAsync(late);
        await stack.Role.CheckStateAsync();
        if (stage.Stack.Status == Status.UpdateComplete)
        {
            await CheckDeployedAsync(episode.Order, next);
            stack.Judge.Settle();
            await stack.AdoptAsync(next);
            return;
        }

        stage.Stack.Status.ShouldBe(Status.UpdateRollbackComplete);
        (episode.SiblingFails || episode.Order != Order.Latest || next.Any(script => script.IsMistaken)
                || episode.Forward.MayStopIt || asked[0].IsOutOfTime() || isRoleAtFault)
            .ShouldBeTrue($"a calm update failed: {asked[0].Reason()}");
        await stack.Judge.CheckTakenBackAsync(before, half, asked, run, wrote(), isContinued ? [] : episode.Back.Migration);
        await stack.AdoptAsync(stack.Deployed);
    }

    // Which is delivered once more when another operation is over.
    List<CustomResourceExchange> Late(Ordeal ordeal) =>
    [
        .. stage.Last.OfTheMigration.Take(ordeal.Migration.Any(IsLate) ? 1 : 0),
        .. stage.Last.OfTheRole.Take(ordeal.Role.Any(IsLate) ? 1 : 0),
    ];

    static bool IsLate(Trouble trouble) => trouble.Kind == TroubleKind.Late;

    async Task<IReadOnlyList<CustomResourceExchange>> RollBackAsync(Episode episode)
    {
        episode.Stops.ShouldBeTrue("a stack that was not to stop where it fails");
        var asked = await stage.OperateAsync(() => stage.Stack.RollbackAsync(CancellationToken.None), episode.Back);
        await stack.CheckAsync(asked);
        return asked;
    }

    static bool MayBeContinued(CustomResourceExchange exchange, Episode episode) => exchange.IsDropped()
        || (exchange.IsGivenUp() && episode.Back.All.Any(trouble => trouble.Time is not null));

    // As docs/operations.md says of a rollback that nobody answered.
    async Task<IReadOnlyList<CustomResourceExchange>> ContinueAsync()
    {
        var asked = await stage.OperateAsync(() => stage.Stack.ContinueUpdateRollbackAsync([], CancellationToken.None));
        await stack.CheckAsync(asked);
        return asked;
    }

    // An order to go back does not come to the newest scripts.
    async Task CheckDeployedAsync(Order order, IEnumerable<LifeScript> next)
    {
        var journaled = await stage.Database.JournaledAsync();
        next.Where(script => script.IsMistaken && (order == Order.Latest || journaled.Contains(script.Name)))
            .ShouldBeEmpty("a script that cannot run was deployed");
    }
}

using Lockstep.PostgresMigrations.Tests.Living;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>The stack is updated with another <c>Schema</c>: the migration goes there, the former schema gets a Delete once that
/// is done, and the new one where it is rolled back.</summary>
sealed class LifeMove(LifeStage stage, LifeStack stack)
{
    public async Task PlayAsync(Episode episode)
    {
        var (before, from, to) = (await stage.Database.LookAsync(), stage.Database.Schema, stack.NewPlace());
        var isOwn = stack.IsOwnPlace(from);
        var added = stack.Write(episode);
        IReadOnlyList<LifeScript> next = [.. stack.Deployed, .. added];
        var template = stack.Push(next, to, episode.Role, episode.SiblingFails ? "Update" : "");
        stack.Meanwhile(episode, []);
        var options = OperationOptions.Default with { DisableRollback = episode.Stops };
        var asked = await OperateAsync(
            () => stage.Stack.UpdateAsync(template, options, CancellationToken.None), to, episode,
            [episode.Forward, episode.Back]);
        var isRoleAtFault = stage.Last.OfTheRole is [var role, ..] && role.IsOutOfTime();
        if (stage.Stack.Status == Status.UpdateFailed)
        {
            asked = [.. asked, .. await OperateAsync(
                () => stage.Stack.RollbackAsync(CancellationToken.None), to, episode, [episode.Back])];
        }

        if (stage.Stack.Status == Status.UpdateRollbackFailed && stage.Last.Exchanges[^1].IsDropped())
        {
            asked = [.. asked, .. await OperateAsync(
                () => stage.Stack.ContinueUpdateRollbackAsync([], CancellationToken.None), to, episode, [])];
        }

        var difference = before.DifferenceTo(await stage.Database.LookAsync(from));
        if (stage.Stack.Status == Status.UpdateComplete)
        {
            await CheckThereAsync(next);
            await CheckLeftAsync(asked, from, isOwn, episode, [.. difference.Where(line => !IsOf(line, to))]);
            stack.Judge.Settle();
            await stack.AdoptAsync(next);
            return;
        }

        stage.Stack.Status.ShouldBe(Status.UpdateRollbackComplete);
        (episode.SiblingFails || episode.Forward.MayStopIt || next.Any(script => script.IsMistaken) || asked[0].IsOutOfTime()
                || isRoleAtFault || (episode.Stops && asked[0].IsReplacement()))
            .ShouldBeTrue($"a calm move failed: {asked[0].Reason()}");
        if (!stack.Judge.Owes)
        {
            difference.Where(line => !IsOf(line, to)).ToList()
                .ShouldBeEmpty($"a move that was rolled back changed the former schema: {asked[0].Reason()} / {asked[^1].Reason()}");
        }

        await CheckTakenBackAsync(asked, to);
    }

    async Task<IReadOnlyList<CustomResourceExchange>> OperateAsync(
        Func<Task> operation, string to, Episode episode, IReadOnlyList<Ordeal> ordeals)
    {
        var asked = await stage.OperateAsync(operation, ordeals);
        if (stage.Stack.Status == Status.UpdateComplete)
        {
            stack.Settle(to);
        }

        await stack.CheckAsync(asked, episode.Forward.Has(TroubleKind.Cancel));
        return asked;
    }

    async Task CheckThereAsync(IEnumerable<LifeScript> next)
    {
        var journaled = await stage.Database.JournaledAsync();
        next.Select(script => script.Name).Except(journaled, StringComparer.Ordinal).ShouldBeEmpty("not in the new schema");
    }

    // The Delete of the former schema.
    async Task CheckLeftAsync(
        IReadOnlyList<CustomResourceExchange> asked, string from, bool isOwn, Episode episode, IReadOnlyList<string> difference)
    {
        var deleted = asked.LastOrDefault(exchange => exchange.Request.Kind == RequestKind.Delete);
        if (stack.Setting.OnDelete == "Retain")
        {
            difference.ShouldBeEmpty($"a schema that is retained was changed: {deleted?.Reason()}");
        }
        else if (deleted is null)
        {
            deleted.ShouldNotBeNull("nobody was asked to delete the former schema");
        }
        else if (!deleted.Succeeded())
        {
            // Three times, and then it is forgotten.
            (stack.Setting.OnDelete == "Revert" || episode.Forward.MayStopIt || episode.Back.MayStopIt || deleted.IsOutOfTime())
                .ShouldBeTrue($"the former schema could have been deleted: {deleted.Reason()}");
        }
        else if (deleted.Reason() is null)
        {
            await CheckGoneAsync(from, isOwn);
        }
    }

    // By the Delete of the new one, which CloudFormation sends if it knows of it; else by the rollback itself.
    async Task CheckTakenBackAsync(IReadOnlyList<CustomResourceExchange> asked, string to)
    {
        var deleted = asked.LastOrDefault(exchange => exchange.Request.Kind == RequestKind.Delete);
        var back = asked.LastOrDefault(exchange => $"{exchange.Request.OldProperties?["Schema"]}" == to);
        if (deleted is null ? back is not null && IsAllDone(back) : IsAllDone(deleted) && stack.Setting.OnDelete != "Retain")
        {
            await CheckGoneAsync(to, isOwn: true);
        }
    }

    static bool IsAllDone(CustomResourceExchange exchange) => exchange.Succeeded() && exchange.Reason() is null;

    async Task CheckGoneAsync(string schema, bool isOwn)
    {
        if (stack.Setting.OnDelete == "DropSchema" && isOwn)
        {
            (await stage.Database.IsTrueAsync($"SELECT to_regnamespace('{schema}') IS NULL"))
                .ShouldBeTrue($"schema {schema} was deleted, and is there");
        }
        else if (isOwn)
        {
            (await stage.Database.ColumnAsync(
                $"SELECT oid::regclass::text FROM pg_class WHERE relnamespace = to_regnamespace('{schema}')"))
                .ShouldBeEmpty($"the scripts of schema {schema} were reverted, and it has relations");
        }

        (await stage.Database.ColumnAsync($"SELECT logical_id FROM lockstep.owner WHERE schema = '{schema}'"))
            .ShouldBeEmpty($"still an owner of {schema}");
    }

    static bool IsOf(string line, string schema) => line.Contains(schema, StringComparison.Ordinal);
}

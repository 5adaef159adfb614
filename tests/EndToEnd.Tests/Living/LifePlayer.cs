using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>Plays one life on a database of its own, and throws where a promise is broken.</summary>
sealed class LifePlayer(LifeStage stage, LifeWatch watch, Life life)
{
    readonly LifeScripts _scripts = new();
    readonly LifeRows _rows = new(stage.Database);
    readonly LifeJudge _judge = new(stage, watch);
    readonly string _role = $"life_{Guid.NewGuid():N}";
    IReadOnlyList<LifeScript> _deployed = [];
    int _image;

    public static async Task PlayAsync(PostgresServer server, PostgresLogin login, Life life)
    {
        await using var stage = await LifeStage.SetAsync(server, login, life.Setting);
        await using (var watch = new LifeWatch(stage.Database))
        {
            await new LifePlayer(stage, watch, life).PlayAsync();
        }
    }

    async Task PlayAsync()
    {
        try
        {
            await PrepareAsync();
            await CreateAsync(life.Episodes[0]);
            foreach (var episode in life.Episodes.Skip(1))
            {
                await UpdateAsync(episode);
            }

            await EndAsync();
            await stage.Images.CloseAsync();
            LifeChecks.CheckLog(stage.Images.Log, stage.Slots, stage.Database.Password);
        }
        catch (Exception exception) when (exception is ShouldAssertException or TimeoutException)
        {
            await stage.Images.CloseAsync();
            throw new ShouldAssertException(
                string.Join(
                    '\n',
                    [
                        exception.Message, $"{life}", .. stage.Stack.Events.Select(Line),
                        .. stage.Images.Log.Select(LifeFunctions.Shorten),
                    ]),
                exception);
        }
    }

    async Task PrepareAsync()
    {
        if (life.Setting.WasThereBefore)
        {
            await stage.Database.ExecuteAsync(
                $"{(life.Setting.HasSchema ? "CREATE SCHEMA app; " : "")}{LifeScripts.BaseTable}");
            await _rows.WriteAsync();
        }
    }

    async Task CreateAsync(Episode episode)
    {
        var before = await stage.Database.LookAsync();
        var added = _scripts.Write(episode.Scripts);
        var template = Deploy(added, episode.SiblingFails ? "Create" : "", []);
        Meanwhile(episode, added);
        var asked = await stage.OperateAsync(
            () => stage.Stack.CreateAsync(template, CancellationToken.None), episode.Forward, episode.Back);
        if (asked.Count > 1 && asked[0].Succeeded() && life.Setting.OnDelete != "Retain")
        {
            // Its order takes rows along (docs/decisions/0020).
            _rows.Forget();
        }

        await _judge.CheckAsync(asked, _scripts, _rows);
        if (stage.Stack.Status == Status.CreateComplete)
        {
            added.ShouldNotContain(script => script.IsMistaken, "a script that cannot run was deployed");
            _deployed = added;
            return;
        }

        if (stage.Stack.Status == Status.RollbackFailed)
        {
            await DeleteAgainAsync(episode.Back, asked);
            stage.StartOver();
            await CreateAgainAsync();
            return;
        }

        stage.Stack.Status.ShouldBe(Status.RollbackComplete);
        (episode.SiblingFails || added.Any(script => script.IsMistaken) || episode.Forward.Any(trouble => trouble.MayStopIt))
            .ShouldBeTrue($"a calm creation failed: {asked[0].Reason()}");
        var saysSo = !asked[0].Succeeded() && asked[0].Reason()!.Contains("not undone", StringComparison.Ordinal)
            && added.Any(script => script.IsForGood);
        if ((!asked[0].Succeeded() && !saysSo) || (asked[0].Succeeded() && life.Setting.OnDelete == "Revert"))
        {
            // Revert takes scripts back, and no more.
            before.DifferenceTo(await stage.Database.LookAsync())
                .Where(line => !line.StartsWith("+ schema app", StringComparison.Ordinal)).ToList()
                .ShouldBeEmpty($"after a creation that was taken back: {asked[0].Reason()} / {asked[^1].Reason()}");
        }

        stage.StartOver();
        await CreateAgainAsync();
    }

    async Task UpdateAsync(Episode episode)
    {
        var before = await stage.Database.LookAsync();
        var former = _deployed;
        var added = _scripts.Write(episode.Scripts);
        var (next, order) = LifeScripts.Ordered(episode.Order, former, added);
        var template = Deploy(next, episode.SiblingFails ? "Update" : "", order);
        var wrote = Meanwhile(episode, added);
        var asked = await stage.OperateAsync(
            () => stage.Stack.UpdateAsync(template, CancellationToken.None), episode.Forward, episode.Back);
        await _judge.CheckAsync(
            asked, _scripts, _rows, mayBeCancelled: episode.Forward.Any(trouble => trouble.Kind == TroubleKind.Cancel));
        await _judge.DeliverLateAsync(episode, asked);
        if (stage.Stack.Status == Status.UpdateComplete)
        {
            next.ShouldNotContain(script => script.IsMistaken, "a script that cannot run was deployed");
            _deployed = next;
            return;
        }

        stage.Stack.Status.ShouldBe(Status.UpdateRollbackComplete);
        (episode.SiblingFails || episode.Order != Order.Latest || next.Any(script => script.IsMistaken)
                || episode.Forward.Any(trouble => trouble.MayStopIt))
            .ShouldBeTrue($"a calm update failed: {asked[0].Reason()}");
        await _judge.CheckTakenBackAsync(before, asked, added, wrote(), episode.Back);
        _deployed = await _scripts.AdoptAsync(stage.Database, _deployed);
    }

    async Task EndAsync()
    {
        if (life.Ending == Ending.Stays)
        {
            return;
        }

        var before = await stage.Database.LookAsync();
        var asked = await stage.OperateAsync(() => stage.Stack.DeleteAsync(CancellationToken.None), life.Last);
        await _judge.CheckAsync(asked, _scripts, rows: life.Setting.OnDelete == "Retain" ? _rows : null);
        if (stage.Stack.Status == Status.DeleteFailed)
        {
            life.Setting.OnDelete.ShouldBe("Revert", asked[0].Reason());
            if (_scripts.Ever.Any(script => script.IsForGood))
            {
                before.DifferenceTo(await stage.Database.LookAsync()).ShouldBeEmpty(asked[0].Reason());
                return;
            }

            await DeleteAgainAsync(life.Last, asked);
        }

        stage.Stack.Status.ShouldBe(Status.DeleteComplete);
        if (life.Setting.OnDelete == "Retain")
        {
            before.DifferenceTo(await stage.Database.LookAsync()).ShouldBeEmpty("Retain");
        }
        else
        {
            _rows.Forget();
        }

        if (life.Ending == Ending.DeletedAndCreatedAgain)
        {
            stage.StartOver();
            await CreateAgainAsync();
        }
    }

    /// <summary>
    /// A Delete that reverts, and whose link was silent for all the time of a run, is answered FAILED; a person deletes again.
    /// </summary>
    async Task DeleteAgainAsync(IReadOnlyList<Trouble> troubles, IReadOnlyList<CustomResourceExchange> asked)
    {
        (life.Setting.OnDelete == "Retain").ShouldBeFalse(asked[^1].Reason());
        troubles.ShouldContain(trouble => trouble.MayStopIt, asked[^1].Reason());
        var again = await stage.OperateAsync(() => stage.Stack.DeleteAsync(CancellationToken.None), []);
        await _judge.CheckAsync(again, _scripts, rows: null);
        stage.Stack.Status.ShouldBe(Status.DeleteComplete, again[^1].Reason());
    }

    /// <summary>A new stack on what is there, with what is right, and nothing in its way.</summary>
    async Task CreateAgainAsync()
    {
        _deployed = await _scripts.AdoptAsync(stage.Database, _deployed);
        var template = Deploy(_deployed, "", []);
        var asked = await stage.OperateAsync(() => stage.Stack.CreateAsync(template, CancellationToken.None));
        await _judge.CheckAsync(asked, _scripts, _rows);
        stage.Stack.Status.ShouldBe(Status.CreateComplete, asked[0].Reason());
    }

    /// <summary>The application writes once the migration is over.</summary>
    /// <returns>Whether it wrote what a rollback must not take away.</returns>
    Func<bool> Meanwhile(Episode episode, IReadOnlyList<LifeScript> added)
    {
        var (isOver, wrote) = (false, false);
        stage.Observer = async told =>
        {
            if (!isOver
                && told is { LogicalResourceId: LifeTemplate.Sibling } or { ResourceStatus: Status.UpdateRollbackInProgress })
            {
                isOver = true;
                await _rows.WriteAsync();
                wrote = await _rows.WriteAsync(episode.Meanwhile, added);
            }
        };
        stage.Stack.Switches = Switches.Default with { RollbackOrder = episode.RollbackOrder };
        return () => wrote;
    }

    StackTemplate Deploy(IReadOnlyList<LifeScript> scripts, string failing, IEnumerable<(string Name, string Value)> order)
    {
        _image++;
        stage.Images.Push(LifeTemplate.Image(_image), LifeScripts.Files(scripts));
        return LifeTemplate.For(life.Setting, _image, _role, failing, order);
    }

    static string Line(StackEvent told) =>
        $"{told.At:HH:mm:ss.fff} {told.ResourceStatus} {told.LogicalResourceId} {told.ResourceStatusReason}".TrimEnd();
}

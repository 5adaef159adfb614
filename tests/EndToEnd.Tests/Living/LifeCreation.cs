using Lockstep.PostgresMigrations.Tests.Living;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>The stack is created; where that is taken back, it is created again with what is right.</summary>
sealed class LifeCreation(LifeStage stage, LifeStack stack)
{
    const int MostTries = 3;

    public async Task PlayAsync(Episode episode)
    {
        var before = await stage.Database.LookAsync();
        var added = stack.Write(episode);
        var template = stack.Push(added, stage.Database.Schema, episode.Role, episode.SiblingFails ? "Create" : "");
        stack.Meanwhile(episode, added);
        var asked = await stage.OperateAsync(
            () => stage.Stack.CreateAsync(template, CancellationToken.None), episode.Forward, episode.Back);
        var isRoleAtFault = stage.Last.OfTheRole is [var role, ..] && role.IsOutOfTime();
        if (asked.Count > 1 && asked[0].Succeeded())
        {
            stack.ForgetRows(asked[^1]);
        }

        await stack.CheckAsync(asked);
        if (stage.Stack.Status == Status.CreateComplete)
        {
            added.ShouldNotContain(script => script.IsMistaken, "a script that cannot run was deployed");
            await stack.AdoptAsync(added);
            return;
        }

        if (stage.Stack.Status == Status.RollbackFailed)
        {
            await new LifeRemoval(stage, stack).FinishAsync(asked, episode.Back.Migration);
        }
        else
        {
            stage.Stack.Status.ShouldBe(Status.RollbackComplete);
            CheckTakenBack(episode, added, asked, isRoleAtFault, before.DifferenceTo(await stage.Database.LookAsync()));
            if (asked[0].Succeeded() && stack.Setting.OnDelete != "Retain")
            {
                await stack.Ground.CheckDeletedAsync(asked[^1], null, stack.IsFirst, episode.Back.Migration);
            }
        }

        await AgainAsync();
    }

    /// <summary>A new stack on what is there, with what is right, and nothing in its way.</summary>
    public async Task AgainAsync()
    {
        // But other lives, on a busy machine: then it has no time again and again.
        var asked = await CreateAgainAsync();
        for (var tries = 1; tries < MostTries && asked[0].IsOutOfTime(); tries++)
        {
            asked = await CreateAgainAsync();
        }

        stage.Stack.Status.ShouldBe(Status.CreateComplete, asked[0].Reason());
    }

    async Task<IReadOnlyList<CustomResourceExchange>> CreateAgainAsync()
    {
        stage.StartOver();
        stack.Role.StartOver();
        stack.IsFirst = false;
        await stack.AdoptAsync(stack.Deployed);
        var template = stack.Push(stack.Deployed, stage.Database.Schema, RoleOrder.ReadsAndWrites, "");
        var asked = await stage.OperateAsync(() => stage.Stack.CreateAsync(template, CancellationToken.None));
        await stack.CheckAsync(asked);
        return asked;
    }

    void CheckTakenBack(
        Episode episode,
        IReadOnlyList<LifeScript> added,
        IReadOnlyList<CustomResourceExchange> asked,
        bool isRoleAtFault,
        IEnumerable<string> difference)
    {
        (episode.SiblingFails || added.Any(script => script.IsMistaken) || asked[0].IsOutOfTime() || isRoleAtFault
                || episode.Forward.MayStopIt)
            .ShouldBeTrue($"a calm creation failed: {asked[0].Reason()}");
        var saysSo = !asked[0].Succeeded() && added.Any(script => script.IsForGood)
            && (Says(asked[0], "not undone") || Says(asked[^1], "not all it did could be undone"));
        if (asked[^1].Request.Kind == RequestKind.Delete
            && (asked[^1].IsLate(Trouble.TimeOf(stack.Setting.TimeoutSeconds, episode.Back.Migration))
                || Says(asked[^1], LifeChecks.ByTheWatchdog)))
        {
            return;
        }

        if ((!asked[0].Succeeded() && !saysSo) || (asked[0].Succeeded() && stack.Setting.OnDelete == "Revert"))
        {
            // Revert takes scripts back, and no more.
            difference.Where(line => !line.StartsWith("+ schema app", StringComparison.Ordinal)).ToList()
                .ShouldBeEmpty($"after a creation that was taken back: {asked[0].Reason()} / {asked[^1].Reason()}");
        }
    }

    static bool Says(CustomResourceExchange asked, string text) => asked.Reason()?.Contains(text, StringComparison.Ordinal) == true;
}

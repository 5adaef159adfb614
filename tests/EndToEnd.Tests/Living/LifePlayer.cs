using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>Plays one life on a database of its own, and throws where a promise is broken.</summary>
sealed class LifePlayer(LifeStage stage, Life life)
{
    /// <returns>How many messages between function and database a request had at most.</returns>
    public static async Task<int> PlayAsync(PostgresServer server, PostgresLogin login, Life life)
    {
        await using var stage = await LifeStage.SetAsync(server, login, life.Setting);
        await new LifePlayer(stage, life).PlayAsync(new LifeStack(stage, life.Setting));
        return stage.MostMessages;
    }

    async Task PlayAsync(LifeStack stack)
    {
        try
        {
            await stack.PrepareAsync();
            await new LifeCreation(stage, stack).PlayAsync(life.Episodes[0]);
            foreach (var episode in life.Episodes.Skip(1))
            {
                await (episode.Moves
                    ? new LifeMove(stage, stack).PlayAsync(episode)
                    : new LifeUpdate(stage, stack).PlayAsync(episode));
            }

            await new LifeEnd(stage, stack).PlayAsync(life.Ending, life.Last);
            await stack.EndAsync();
            await stage.Images.CloseAsync();
            LifeChecks.CheckLog(stage.Images.Log, stage.Slots, stage.Database.Password, LifeFunctions.SecretKey);
        }
        catch (Exception exception) when (exception is ShouldAssertException or TimeoutException)
        {
            await stage.Images.CloseAsync();
            throw new ShouldAssertException($"{exception.Message}\n{Chronicle()}", exception);
        }
    }

    string Chronicle() => string.Join(
        '\n', [$"{life}", .. stage.Stack.Events.Select(Line), .. stage.Images.Log.Select(LifeFunctions.Shorten)]);

    static string Line(StackEvent told) =>
        $"{told.At:HH:mm:ss.fff} {told.ResourceStatus} {told.LogicalResourceId} {told.ResourceStatusReason}".TrimEnd();
}

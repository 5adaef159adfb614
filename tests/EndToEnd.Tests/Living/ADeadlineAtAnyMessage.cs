using Lockstep.CustomResources.Tests.Support;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.PostgresMigrations.Tests.Living;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>
/// The time of the function's runs ends at one message between function and database after the other: of a deployment, of its
/// rollback, of the Delete, and of the role's requests.
/// </summary>
/// <remarks>
/// <c>LOCKSTEP_CUT_EVERY=1</c> takes each message: a quarter of an hour. A life that breaks a promise is printed; its
/// <c>Hurry</c> is the message.
/// </remarks>
public sealed class ADeadlineAtAnyMessage(SharedPostgres postgres)
{
    // A life waits a good deal: for the time that ends.
    const int AtOnce = 4;

    static readonly int Every = Wanted.Number("LOCKSTEP_CUT_EVERY") ?? 211;

    [Fact]
    public async Task KeepsThePromises()
    {
        var login = await postgres.Server.CreateLoginAsync("CREATEROLE", TestContext.Current.CancellationToken);
        var messages = await LifePlayer.PlayAsync(postgres.Server, login, Calm);
        var moments = Enumerable.Range(1, messages).Where(message => message % Every == Every / 2).ToList();
        moments.ShouldNotBeEmpty();
        await Parallel.ForEachAsync(
            moments,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = AtOnce,
                CancellationToken = TestContext.Current.CancellationToken,
            },
            async (moment, _) => await LifePlayer.PlayAsync(postgres.Server, login, At(moment)));
    }

    static Life Calm => Of(Ordeal.None, isInScriptMode: true);

    static Life At(int moment) => Of(
        new([new Trouble(TroubleKind.Hurry, moment)], [new Trouble(TroubleKind.Hurry, moment)]), isInScriptMode: moment % 2 == 0);

    static Life Of(Ordeal ordeal, bool isInScriptMode)
    {
        var second = CalmLife.Episode with
        {
            Scripts = [ScriptShape.Several, ScriptShape.Index, ScriptShape.Backfill, ScriptShape.Column],
            Role = RoleOrder.ReadsAndWrites,
            Forward = ordeal,
            SiblingFails = true,
            Back = ordeal,
        };
        return new(
            CalmLife.Setting with { IsInScriptMode = isInScriptMode }, [CalmLife.Episode, second], Ending.Deleted, ordeal);
    }
}

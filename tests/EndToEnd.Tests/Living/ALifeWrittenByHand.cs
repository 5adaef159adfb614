using Lockstep.EndToEnd.Tests.Support;
using Lockstep.PostgresMigrations.Tests.Living;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>Lives with one trouble each, of which chance makes few; what must hold is looked at in any life.</summary>
public sealed class ALifeWrittenByHand(SharedPostgres postgres)
{
    // At rest, behind the next request of the resource.
    const int BehindOne = 6;

    // At the same time as the next request of the resource.
    const int BesideOne = 14;

    static Episode Calm => CalmLife.Episode;

    [Fact]
    public Task GivesARoleTheRightsOfTheTemplateInForce() => PlayAsync(
        Calm, Calm with { Role = RoleOrder.ReadsAndWrites }, Calm with { Role = RoleOrder.ReadsAndWrites, SiblingFails = true },
        Calm);

    [Fact]
    public Task HasARoleAsLongAsItsResource() => PlayAsync(
        Calm, Calm with { Role = RoleOrder.OtherName, SiblingFails = true }, Calm with { Role = RoleOrder.None }, Calm);

    [Fact]
    public Task TakesBackARoleThatAnUpdateHadAdded() => PlayAsync(
        Calm with { Role = RoleOrder.None }, Calm with { SiblingFails = true });

    [Theory]
    [InlineData(BehindOne)]
    [InlineData(BesideOne)]
    public Task DoesNothingForAnUpdateThatItsRollbackHasOvertaken(int moment) => PlayAsync(
        Calm, Calm with { Forward = Late(moment), Role = RoleOrder.ReadsAndWrites }, Calm);

    [Theory]
    [InlineData(BehindOne)]
    [InlineData(BesideOne)]
    public Task DoesNothingForAnUpdateOfARoleThatItsRollbackHasOvertaken(int moment) => PlayAsync(
        Calm, Calm with { Forward = LateRole(moment), Role = RoleOrder.ReadsAndWrites }, Calm);

    [Theory]
    [InlineData(BehindOne)]
    [InlineData(BesideOne)]
    public Task DoesNothingForACreateThatItsDeleteHasOvertaken(int moment) => PlayAsync(Calm with { Forward = Late(moment) });

    [Fact]
    public Task MovesToAnotherSchema() => PlayAsync(Calm, Calm with { Moves = true }, Calm);

    [Fact]
    public Task ComesBackFromAnotherSchema() => PlayAsync(Calm, Calm with { Moves = true, SiblingFails = true }, Calm);

    [Fact]
    public Task ComesBackFromAnotherSchemaToWhichAnEventIsStillOnItsWay() => PlayAsync(
        Calm, Calm with { Moves = true, Forward = Late(BehindOne) }, Calm);

    [Fact]
    public Task ComesBackFromAnotherSchemaInWhichItWasKilled() => PlayAsync(
        Calm,
        Calm with
        {
            Moves = true,
            Scripts = [ScriptShape.Slow, ScriptShape.Slow],
            Forward = new([new Trouble(TroubleKind.Dead, 80)], []),
            SiblingFails = true,
        },
        Calm);

    static Ordeal Late(int moment) => new([new Trouble(TroubleKind.Overtaken, moment)], []);

    static Ordeal LateRole(int moment) => new([], [new Trouble(TroubleKind.Overtaken, moment)]);

    async Task PlayAsync(params IReadOnlyList<Episode> episodes)
    {
        var login = await postgres.Server.CreateLoginAsync("CREATEROLE", TestContext.Current.CancellationToken);
        await LifePlayer.PlayAsync(postgres.Server, login, new(CalmLife.Setting, episodes, Ending.Deleted, Ordeal.None));
    }
}

using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Tests.Inspecting.Changes;
using Lockstep.Rehearsal.Tests.Postgres;

namespace Lockstep.Rehearsal.Tests.Inspecting;

/// <summary>The system's tables have other columns in each version. There is no pg_dump in the npm package.</summary>
public sealed class ACatalogueOfEveryMajorVersion
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    public async Task TellsOfEachChangeAndNothingOnceItIsTakenBack(int major)
    {
        if (major != 15)
        {
            OtherVersions.NpmOrSkip();
        }

        await using var server = await PostgresServer.StartAsync(new() { MajorVersion = major }, Token);
        await using var database = await SampleDatabase.CreateAsync(server);
        var before = await database.ReadAsync();

        foreach (var (change, undo) in AllChanges.All)
        {
            await database.ExecuteAsync(change);
            before.DifferenceTo(await database.ReadAsync()).ShouldNotBeEmpty(change);
            await database.ExecuteAsync(undo);
            before.DifferenceTo(await database.ReadAsync()).ShouldBeEmpty(undo);
        }
    }
}

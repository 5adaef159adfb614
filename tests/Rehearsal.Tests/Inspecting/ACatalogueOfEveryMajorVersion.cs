using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Tests.Inspecting.Changes;

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
        Assert.SkipWhen(
            major != 15 && Surroundings.OfThisMachine.Tool("npm") is null,
            "npm is not on the PATH, so no other version than the installed one can be had");
        await using var server = await PostgresServer.StartAsync(new() { MajorVersion = major }, Token);
        await using var database = await SampleDatabase.CreateAsync(server);
        var before = await database.ReadAsync();

        foreach (var (change, undo) in
            TableChanges.All.Concat(TablePartChanges.All).Concat(TypeChanges.All).Concat(DatabaseChanges.All))
        {
            await database.ExecuteAsync(change);
            before.DifferenceTo(await database.ReadAsync()).ShouldNotBeEmpty(change);
            await database.ExecuteAsync(undo);
            before.DifferenceTo(await database.ReadAsync()).ShouldBeEmpty(undo);
        }
    }
}

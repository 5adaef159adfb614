using Lockstep.Rehearsal.Tests.Inspecting.Changes;

namespace Lockstep.Rehearsal.Tests.Inspecting;

/// <summary>Our reader is held against one that thousands rely on: what changes pg_dump's output changes the catalogue.</summary>
public sealed class ACatalogueBesidePgDump(CrossCheckedDatabase database) : IClassFixture<CrossCheckedDatabase>
{
    public static TheoryData<string, string> Changes => [.. AllChanges.All];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task TellsOfAChangeAndNothingOnceItIsTakenBack(string change, string undo)
    {
        Assert.SkipUnless(database.HasPgDump, "there is no pg_dump beside the server's binaries");
        var before = await database.UnchangedAsync();
        database.IsAgain(null);

        var changed = await database.AfterAsync(change);
        var back = await database.AfterAsync(undo);

        changed.Dump.ShouldNotBe(before.Dump, $"pg_dump tells nothing of it, so that it is no case here: {change}");
        before.Catalogue.DifferenceTo(changed.Catalogue).ShouldNotBeEmpty(change);
        back.Dump.ShouldBe(before.Dump, undo);
        before.Catalogue.DifferenceTo(back.Catalogue).ShouldBeEmpty(undo);
        database.IsAgain(before);
    }
}

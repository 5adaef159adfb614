using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Playing;

namespace Lockstep.EndToEnd.Tests;

/// <summary>A rehearsal must also be able to find something.</summary>
public sealed class ARehearsal : IDisposable
{
    readonly string _workshop = Directory.CreateTempSubdirectory("lockstep-rehearsal-").FullName;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OfThisProjectHoldsWithOrdersThroughTheApiAllTheTime()
    {
        Assert.SkipWhen(NodeRuntime.Executable is null, "node is not installed, and two acts need it.");

        var acts = await PlayAsync(Built.Scripts);

        var all = new Verdict(acts).All;
        Broken(acts).ShouldBeEmpty();
        acts.Count(act => act.Skipped is null).ShouldBe(19);
        all.Count.ShouldBeGreaterThan(265);
        all.Count(one => one.Expectation.Rule == "No acknowledged order is lost").ShouldBe(17);
        all.Count(one => one.Expectation.Rule == "The function signs in with the cluster's secret").ShouldBe(1);
        all.Count(one => one.Expectation.Rule == "Nobody reads a password").ShouldBe(1);
        Orders(acts[4])[0].ShouldSatisfyAllConditions(
            text => text.ShouldContain("on the new schema with the old API"),
            text => text.ShouldContain("during the rollback"),
            text => text.ShouldMatch("; [0-9]+ errors$"));
        // Now and then the server lets go of an order that a script met at a lock. Nothing else may keep one away in this act.
        Orders(acts[4]).Skip(1).ShouldAllBe(note => note.StartsWith("503 Another request was in the way.", StringComparison.Ordinal));
        acts[10].Events.Count(told => told.ResourceStatus == Status.UpdateRollbackFailed).ShouldBe(2);
        acts[11].Notes.ShouldContain(note => note.Text.Contains("2 applied, 0 reverted, in ", StringComparison.Ordinal));
        acts[6].Notes.ShouldContain(note => note.Text.Contains("The API's role may only read then", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FindsThatAScriptCannotBeTakenBack()
    {
        using var image = new Image(
            ("0001_a.sql", "CREATE TABLE a (id int)"), ("0001_a.down.sql", "DROP TABLE a"),
            ("0002_b.sql", "CREATE TABLE b (id int)"), ("0002_b.down.sql", "DROP TABLE b"),
            ("0003_c.sql", "CREATE TABLE c (id int)"));

        var acts = await PlayAsync(image.Folder);

        var verdict = new Verdict(acts);
        verdict.IsHeld.ShouldBeFalse();
        var broken = verdict.All.Where(one => !one.Expectation.IsHeld).ToList();
        broken.ShouldAllBe(one => one.Expectation.Promise != Promise.NoStuckStack);
        broken.ShouldContain(one => one.Act.Number == 5 && one.Expectation.Rule == "The schema is what it was before the update"
            && one.Expectation.Seen.Contains("+ column public.c.id: integer", StringComparison.Ordinal));
        acts[4].LogTail.ShouldContain(line => line.Contains("ERROR The rollback kept what it could not revert", StringComparison.Ordinal));
        File.Exists(Path.Combine(_workshop, "rehearsal", "function.log")).ShouldBeTrue();
    }

    [Fact]
    public async Task HoldsWithScriptsThatAreInOrderAlsoWhereAnActCannotBePlayed()
    {
        using var image = new Image(
            ("1_a.sql", "CREATE TABLE a (id int)"), ("1_a.down.sql", "DROP TABLE a"),
            ("2_b.sql", "ALTER TABLE a ADD COLUMN b text"), ("2_b.down.sql", "ALTER TABLE a DROP COLUMN b"),
            ("10_c.sql", "CREATE INDEX a_id ON a (id)"), ("10_c.down.sql", "DROP INDEX a_id"));

        var acts = await PlayAsync(image.Folder);

        Broken(acts).ShouldBeEmpty();
        acts.Where(act => act.Skipped is not null && NodeRuntime.Executable is not null).Select(act => act.Number)
            .ShouldBeSubsetOf([14, 15]);
        Orders(acts[0])[0].ShouldStartWith("none. It takes orders on a schema that has public.addresses.customer_id, ");
    }

    [Fact]
    public async Task IsNotPlayedWithTooFewScripts()
    {
        using var image = new Image(("0001_a.sql", "CREATE TABLE a (id int)"), ("0002_b.sql", "CREATE TABLE b (id int)"));

        (await Should.ThrowAsync<RehearsalException>(PlayAsync(image.Folder))).Message.ShouldEndWith("needs 3 scripts or more; there are 2.");
    }

    static IEnumerable<string> Broken(IReadOnlyList<ActReport> acts) => new Verdict(acts).All
        .Where(one => !one.Expectation.IsHeld)
        .Select(one => $"{one.Act.Number}. {one.Act.Title}: {one.Expectation.Text}; seen: {one.Expectation.Seen}\n"
            + string.Join('\n', one.Act.LogTail));

    static List<string> Orders(ActReport act) => [.. act.Notes.Where(note => note.Name == "Orders").Select(note => note.Text)];

    public void Dispose() => Directory.Delete(_workshop, recursive: true);

    async Task<List<ActReport>> PlayAsync(string scripts)
    {
        var acts = new List<ActReport>();
        var options = new RehearsalOptions
        {
            Template = Built.Template,
            Scripts = scripts,
            Function = Built.Bootstrap,
            Api = Built.Api,
            ShortestTimeout = TimeSpan.FromSeconds(12), // other tests run beside it
            Workshop = Path.Combine(_workshop, "rehearsal"),
        };
        await foreach (var act in new Play(options).RunAsync(Token))
        {
            acts.Add(act);
        }

        return acts;
    }
}

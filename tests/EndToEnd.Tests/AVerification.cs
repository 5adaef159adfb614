using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal;
using Lockstep.Rehearsal.Verifying;

namespace Lockstep.EndToEnd.Tests;

/// <summary>It is there to find downs that do not give back what was before.</summary>
public sealed class AVerification : IDisposable
{
    static readonly (string, string)[] Orders =
    [
        ("1_orders.sql", "CREATE TABLE orders (id int PRIMARY KEY, note text DEFAULT 'none'); CREATE INDEX notes ON orders (note)"),
        ("1_orders.down.sql", "DROP TABLE orders"),
    ];

    readonly string _workshop = Directory.CreateTempSubdirectory("lockstep-verification-").FullName;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindsWhatEachDownForgets()
    {
        using var image = new Image(
        [
            .. Orders,
            ("2_index.sql", "DROP INDEX notes"), ("2_index.down.sql", "SELECT 1"),
            ("3_default.sql", "ALTER TABLE orders ALTER note SET DEFAULT 'x'"), ("3_default.down.sql", "ALTER TABLE orders ALTER note DROP DEFAULT"),
            ("4_grant.sql", "GRANT SELECT ON orders TO PUBLIC"), ("4_grant.down.sql", "-- nothing"),
            ("5_comment.sql", "COMMENT ON TABLE orders IS 'x'"), ("5_comment.down.sql", "COMMENT ON TABLE orders IS 'y'"),
            ("6_good.sql", "ALTER TABLE orders ADD COLUMN more text"), ("6_good.down.sql", "ALTER TABLE orders DROP COLUMN more"),
            ("7_fails.sql", "CREATE TABLE more (id int)"), ("7_fails.down.sql", "DROP TABLE mroe"),
        ]);

        var crossings = await VerifyAsync(image.Folder, allPairs: false);

        Of("2_index.sql").ShouldBe(
            ["Differs", "Down does not give back what was there before.", "- index public.notes: CREATE INDEX notes ON public.orders USING btree (note)"]);
        Of("3_default.sql")[2..].ShouldBe(
            ["- column public.orders.note: text, default 'none'::text", "+ column public.orders.note: text"]);
        Of("4_grant.sql")[2..].ShouldContain(line => line.StartsWith("+ relation public.orders:", StringComparison.Ordinal) && line.Contains("=r/", StringComparison.Ordinal));
        Of("5_comment.sql")[2..].ShouldBe(["+ comment on public.orders: y"]);
        Of("7_fails.sql")[1].ShouldContain("7_fails.down.sql:1:1: 42P01 table \"mroe\" does not exist");
        crossings.Where(one => one.Outcome == CrossingOutcome.Same).Select(one => one.Name).ShouldBe(["1_orders.sql", "6_good.sql"]);

        string[] Of(string name)
        {
            var crossing = crossings.Single(one => one.Name == name);
            return [crossing.Outcome.ToString(), crossing.Reason!, .. crossing.Difference];
        }
    }

    [Fact]
    public async Task GoesOverEveryPairAndOverRepeatables()
    {
        using var image = new Image(
        [
            .. Orders,
            ("2_more.sql", "ALTER TABLE orders ADD COLUMN more text"), ("2_more.down.sql", "ALTER TABLE orders DROP COLUMN more"),
            ("repeatable/a.sql", "CREATE OR REPLACE VIEW a AS SELECT more FROM orders"),
            ("repeatable/b.sql", "CREATE DOMAIN b AS text"),
        ]);

        var crossings = await VerifyAsync(image.Folder, allPairs: true);

        crossings.Select(one => $"{one.Outcome} {one.Name}").ShouldBe(
        [
            "Differs scripts 1 to 2 and 2 repeatables", "Same scripts 1 to 2 and 1 repeatable", "Same scripts 1 to 2", "Same 1_orders.sql",
            "Differs script 2 and 2 repeatables", "Same script 2 and 1 repeatable", "Same 2_more.sql",
            "Differs repeatable/a.sql to repeatable/b.sql", "Same repeatable/a.sql",
            "Differs repeatable/b.sql",
        ]);
        crossings[^1].Reason!.ShouldContain("repeatable/b.sql is new and has no down script");
    }

    [Fact]
    public async Task DoesNotTryWhatIsMeantToBeKept()
    {
        using var image = new Image(
            [.. Orders, ("2_no_down.sql", "CREATE TABLE a ()"), ("3_b.sql", "-- lockstep: irreversible\nCREATE TABLE b ()"), ("3_b.down.sql", "DROP TABLE b")]);

        var crossings = await VerifyAsync(image.Folder, allPairs: false);

        crossings.Select(one => $"{one.Outcome} {one.Name}").ShouldBe(
            ["Kept scripts 1 to 3", "Same 1_orders.sql", "Kept scripts 2 to 3", "Kept 2_no_down.sql", "Kept 3_b.sql"]);
    }

    [Theory]
    [InlineData("SELECT nothing", "1_a.sql:1:8: 42703 column \"nothing\" does not exist")]
    [InlineData(null, "There is no script in ")]
    public async Task CannotBeDoneWithoutScriptsThatRun(string? text, string because)
    {
        using var image = new Image(text is null ? ("README.md", "") : ("1_a.sql", text));

        (await Should.ThrowAsync<RehearsalException>(VerifyAsync(image.Folder, allPairs: false))).Message.ShouldContain(because);
    }

    public void Dispose() => Directory.Delete(_workshop, recursive: true);

    async Task<List<Crossing>> VerifyAsync(string scripts, bool allPairs)
    {
        var crossings = new List<Crossing>();
        var options = new VerifyOptions
        {
            Scripts = scripts,
            Function = Built.Bootstrap,
            Workshop = Path.Combine(_workshop, "verify"),
            AllPairs = allPairs,
        };
        await foreach (var crossing in new Verification(options).RunAsync(Token))
        {
            crossings.Add(crossing);
        }

        return crossings;
    }
}

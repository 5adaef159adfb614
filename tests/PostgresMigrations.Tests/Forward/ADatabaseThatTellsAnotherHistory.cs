using System.Security.Cryptography;
using System.Text;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

public sealed class ADatabaseThatTellsAnotherHistory(SharedPostgres postgres)
{
    static readonly (string, string) One = ("1_a.sql", "CREATE TABLE a ()");
    static readonly (string, string) Three = ("3_c.sql", "CREATE TABLE c ()");

    [Fact]
    public async Task RefusesAnEditedScriptWithBothChecksums()
    {
        var answer = await UpdateAsync([One, Three], [("1_a.sql", "CREATE TABLE a (id int)"), Three]);

        answer.ShouldFail("1_a.sql was edited after it was applied");
        answer.Reason!.ShouldContain(Sha256("CREATE TABLE a ()"));
        answer.Reason!.ShouldContain(Sha256("CREATE TABLE a (id int)"));
    }

    [Fact]
    public async Task RefusesAScriptOutOfOrder() =>
        (await UpdateAsync([One, Three], [One, ("2_b.sql", "CREATE TABLE b ()"), Three]))
            .ShouldFail("2_b.sql comes before 3, which is already applied.");

    [Fact]
    public async Task TakesAScriptOutOfOrderWhereItIsAllowedAndGivesItBack()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var (old, allowed) = (Image.With(One, Three), TestStack.Revision(2, ("AllowOutOfOrder", "true")));
        await stack.CreateAsync(old, TestStack.Revision(1));

        var answer = await stack.UpdateAsync(
            old.And(("2_b.sql", "CREATE TABLE b (id int)"), ("2_b.down.sql", "DROP TABLE b")), allowed);

        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("1");
        (await database.TablesAsync()).ShouldBe(["a()", "b(id integer)", "c()"]);
        (await database.JournalAsync()).ShouldBe(["1_a.sql|applied", "3_c.sql|applied", "2_b.sql|applied"]);

        var rollback = await stack.RollBackAsync(old, allowed, TestStack.Revision(1));

        rollback.ShouldSucceed();
        rollback["RevertedCount"].ShouldBe("1");
        rollback["DatabaseVersion"].ShouldBe("3");
        (await database.TablesAsync()).ShouldBe(["a()", "c()"]);
        (await database.JournalAsync()).ShouldBe(["1_a.sql|applied", "3_c.sql|applied", "2_b.sql|reverted"]);
    }

    [Fact]
    public async Task RefusesHistoriesThatDiverge() =>
        (await UpdateAsync([One, Three], [Three]))
            .ShouldFail("1_a.sql is applied, but this image, whose newest script is 3, does not have it");

    [Fact]
    public async Task ToleratesOtherLineEnds() =>
        (await UpdateAsync([("1_a.sql", "CREATE TABLE a\n(id int)")], [("1_a.sql", "\uFEFFCREATE TABLE a\r\n(id int)")]))
            .ShouldSucceed();

    [Fact]
    public async Task TakesARenamedFileForTheSameScript() =>
        (await UpdateAsync([One], [("01_create_a.sql", "CREATE TABLE a ()")])).ShouldSucceed();

    [Fact]
    public async Task IsKeptAsItIsWhenItIsAhead()
    {
        var answer = await UpdateAsync([One, Three], [One]);

        answer.ShouldSucceed();
        answer["SchemaVersion"].ShouldBe("1");
        answer["DatabaseVersion"].ShouldBe("3");
    }

    [Fact]
    public async Task IsRefusedWhenItIsAheadAndMustNotBe() =>
        (await UpdateAsync([One, Three], [One], ("OnAhead", "Fail")))
            .ShouldFail("The database is ahead of this image, whose newest script is 1: it has 3_c.sql.");

    [Fact]
    public async Task GoesBackWhenItIsAheadAndMayBeReverted()
    {
        var answer = await UpdateAsync([One, Three, ("3_c.down.sql", "DROP TABLE c")], [One], ("OnAhead", "Revert"));

        answer.ShouldSucceed();
        answer["DatabaseVersion"].ShouldBe("1");
        answer["RevertedCount"].ShouldBe("1");
    }

    [Theory]
    [InlineData("2", "2")]
    [InlineData("0", "0")]
    [InlineData("latest", "3")]
    public async Task GoesToTheTargetVersion(string target, string version)
    {
        (string, string)[] all =
        [
            One,
            ("1_a.down.sql", "DROP TABLE a"),
            ("2_b.sql", "CREATE TABLE b ()"),
            ("2_b.down.sql", "DROP TABLE b"),
            Three,
            ("3_c.down.sql", "DROP TABLE c"),
        ];
        var answer = await UpdateAsync(all, all, ("TargetVersion", target));

        answer.ShouldSucceed();
        answer["DatabaseVersion"].ShouldBe(version);
        answer["SchemaVersion"].ShouldBe(version);
    }

    [Fact]
    public async Task RunsNothingWhenTheWayDownIsBlocked() =>
        (await UpdateAsync([One, Three], [One, Three], ("TargetVersion", "0")))
            .ShouldFail("Nothing was run. 3_c.sql has no down script. 1_a.sql has no down script.");

    static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    async Task<Answer> UpdateAsync((string, string)[] before, (string, string)[] after, params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Image.With(before), TestStack.Revision(1))).ShouldSucceed();
        return await stack.UpdateAsync(Image.With(after), TestStack.Revision(2, properties));
    }
}

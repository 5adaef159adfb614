using System.Text.Json;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

/// <summary>Rolled back and gone with its image, and still to be looked at: its text stands beside the reason.</summary>
public sealed class AFailedScriptOnRecord(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";

    [Theory]
    [InlineData("CREATE TABLE b (id int);\n\nSELECT 'é', nope", "2_b.sql:3:13: 42703 column \"nope\" does not exist")]
    [InlineData($"{Alone}CREATE TABLE b (id int);\nSELECT 1/0", "2_b.sql:3:1: 22012 division by zero")]
    [InlineData("-- lockstep: batches\nDELETE FROM a WHERE id / 0 > 1", "2_b.sql:2:1: 22012 division by zero")]
    public async Task KeepsItsTextAndItsErrorThroughTheRollback(string text, string reason)
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        var checksum = await ChecksumOfAsync(database, text);

        (await stack.UpdateAsync(One.And(("2_b.sql", text)), TestStack.Revision(2))).ShouldFail(reason);
        await stack.RollBackAsync(One, TestStack.Revision(2), TestStack.Revision(1));

        var record = await RecordAsync(database);
        record.GetProperty("Reason").GetString()!.ShouldStartWith(reason);
        var script = record.GetProperty("Script");
        script.GetProperty("Name").GetString().ShouldBe("2_b.sql");
        script.GetProperty("Text").GetString().ShouldBe(text);
        script.GetProperty("Checksum").GetString().ShouldBe(checksum);
    }

    [Theory]
    [InlineData("CREATE ROLE r PASSWORD 'hunter2' LOGINN", "CREATE ROLE r PASSWORD '***' LOGINN")]
    [InlineData("ALTER ROLE nobody PASSWORD E'hun\\'ter2'", "ALTER ROLE nobody PASSWORD '***'")]
    [InlineData(
        "CREATE USER MAPPING FOR public SERVER none OPTIONS (user 'u', password 'hunter2')",
        "CREATE USER MAPPING FOR public SERVER none OPTIONS (user 'u', password '***')")]
    [InlineData("SELECT f('host=db password=hunter2', 'x')", "SELECT f('***', 'x')")]
    [InlineData(
        "DO $do$ BEGIN EXECUTE 'ALTER ROLE r PASSWORD ''hunter2'''; SELECT 'x'; END $do$",
        "DO $do$ BEGIN EXECUTE '***'; SELECT 'x'; END $do$")]
    [InlineData(
        "-- formerly: ALTER ROLE r PASSWORD 'hunter2'\nSELECT 1/0 /* the password: hunter2 */;\nSELECT 2 -- done",
        "-- formerly: ALTER ROLE r PASSWORD ***\nSELECT 1/0 /* the password ***;\nSELECT 2 -- done")]
    [InlineData("SELECT password, 'x' FROM a", "SELECT password, 'x' FROM a")]
    public async Task KeepsNoPasswords(string text, string kept)
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;

        (await stack.UpdateAsync(One.And(("2_b.sql", text)), TestStack.Revision(2))).Status.ShouldBe("FAILED");

        (await RecordAsync(database)).GetProperty("Script").GetProperty("Text").GetString().ShouldBe(kept);
    }

    [Fact]
    public async Task KeepsTheStatementAloneOfAVeryLargeOne()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        var text = string.Concat(Enumerable.Repeat("INSERT INTO a VALUES (1);\n", 5000)) + "SELECT 1/0;\nSELECT 2";

        (await stack.UpdateAsync(One.And(("2_b.sql", text)), TestStack.Revision(2))).ShouldFail("2_b.sql:5001:1: 22012");

        (await RecordAsync(database)).GetProperty("Script").GetProperty("Text").GetString().ShouldBe("SELECT 1/0");
    }

    [Fact]
    public async Task IsNotThereWhereNoScriptFailed()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;

        (await stack.UpdateAsync(One.And(("2_b.sql", "VACUUM")), TestStack.Revision(2))).ShouldFail("Nothing was run.");

        (await RecordAsync(database)).TryGetProperty("Script", out var _).ShouldBeFalse();
    }

    static readonly Image One = Image.With(("1_a.sql", "CREATE TABLE a (id int); INSERT INTO a VALUES (1)"));

    async Task<(TestDatabase Database, TestStack Stack)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(One, TestStack.Revision(1))).ShouldSucceed();
        return (database, stack);
    }

    // As the documentation says where to look.
    static async Task<JsonElement> RecordAsync(TestDatabase database) => JsonElement.Parse(await database.ValueAsync(
        "SELECT answer::text FROM lockstep.deployment WHERE schema = 'public' AND state IN ('failed', 'reverted') "
            + "ORDER BY id DESC LIMIT 1"));

    static Task<string> ChecksumOfAsync(TestDatabase database, string text) =>
        database.ValueAsync($"SELECT encode(sha256(convert_to($t${text}$t$, 'UTF8')), 'hex')");
}

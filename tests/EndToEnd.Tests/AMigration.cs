using Lockstep.EndToEnd.Tests.Support;

namespace Lockstep.EndToEnd.Tests;

/// <summary>From its creation to its end, by real processes of the old and of the new image.</summary>
public sealed class AMigration(SharedPostgres postgres)
{
    static readonly string[] Attributes =
        ["AppliedCount", "DatabaseVersion", "DurationMs", "Fingerprint", "PreviousVersion", "RevertedCount", "SchemaVersion"];

    [Fact]
    public async Task RunsItsScriptsAndAnswersWithEveryAttribute()
    {
        await using var shop = await Shop.OpenAsync(postgres);

        var answer = (await shop.CreateAsync(shop.Deploy(Image.Old), Shop.Revision(1))).ShouldSucceed();

        answer.PhysicalResourceId.ShouldMatch("^lockstep:postgres://127\\.0\\.0\\.1/lockstep_[0-9a-f]{12}/public$");
        answer.Data.Keys.Order(StringComparer.Ordinal).ShouldBe(Attributes);
        (answer["SchemaVersion"], answer["DatabaseVersion"], answer["PreviousVersion"], answer["AppliedCount"]).ShouldBe(("2", "2", "0", "2"));
        (await shop.RowsAsync("SELECT name FROM customers ORDER BY id")).ShouldBe(["Ada", "Grace"]);
    }

    [Theory]
    [InlineData("old")]
    [InlineData("new")]
    public async Task IsTakenBackByTheProcessOfEitherImage(string answering)
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var old = shop.Deploy(Image.Old);
        var created = (await shop.CreateAsync(old, Shop.Revision(1))).ShouldSucceed();
        var before = await shop.ColumnsAsync();
        var next = shop.Deploy(Image.New);
        (await shop.UpdateAsync(next, Shop.Revision(2), Shop.Revision(1))).ShouldSucceed()["DatabaseVersion"].ShouldBe("4");
        (await shop.ColumnsAsync()).ShouldNotBe(before);

        var back = (await shop.UpdateAsync(answering == "old" ? old : next, Shop.Revision(1), Shop.Revision(2))).ShouldSucceed();

        (back["SchemaVersion"], back["RevertedCount"], back["Fingerprint"]).ShouldBe(("2", "2", created["Fingerprint"]));
        back.Reason.ShouldBeNull();
        (await shop.ColumnsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task ThatFailsSaysWhereAndLeavesNothing()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var created = await shop.CreateAsync(shop.Deploy(Image.Old), Shop.Revision(1));
        var before = await shop.ColumnsAsync();
        var wrong = shop.Deploy([.. Image.New, ("0005_break.sql", "CREATE TABLE fine ();\n\n  INSERT INTO nowhere VALUES (1)")]);

        var failed = await shop.UpdateAsync(wrong, Shop.Revision(2), Shop.Revision(1));

        failed.ShouldFail("0005_break.sql:3:15: 42P01 relation \"nowhere\" does not exist");
        failed.PhysicalResourceId.ShouldBe(created.PhysicalResourceId);
        (await shop.ColumnsAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("Retain", 2)]
    [InlineData("Revert", 0)]
    public async Task IsDeletedAsItsPropertySays(string onDelete, int tables)
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy(Image.New);
        var properties = Shop.Revision(1, ("OnDelete", onDelete));
        await shop.CreateAsync(function, properties);

        (await shop.SendAsync(function, shop.Ask("Delete", properties))).ShouldSucceed();

        (await shop.RowsAsync("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe([$"{tables}"]);
    }

    [Fact]
    public async Task ThatCannotReachItsDatabaseIsAnsweredAllTheSame()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy(Image.Old, options => options with
        {
            Timeout = TimeSpan.FromSeconds(24),
            Environment = Shop.Variables(
                [.. options.Environment.Select(variable => (variable.Key, variable.Value)).Where(variable => variable.Key != "LOCKSTEP_CONNECTION"),
                ("LOCKSTEP_CONNECTION", "Host=127.0.0.1;Port=1;Username=u;Password=hidden-here;Database=d")]),
        });

        (await shop.CreateAsync(function, Shop.Revision(1))).ShouldFail("127.0.0.1:1");
        await shop.CloseAsync();
        shop.Log.ShouldNotContain(line => line.Contains("hidden-here", StringComparison.Ordinal));
    }
}

using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Repeatables;

/// <summary>
/// A view moves to another file: the former one stays on record as applied, and its view is the newer one's until that is taken
/// back.
/// </summary>
public sealed class ARepeatableOfAnotherName(SharedPostgres postgres)
{
    const string Former = "CREATE OR REPLACE VIEW v AS SELECT id FROM customers";
    const string Newer = "CREATE OR REPLACE VIEW v AS SELECT id, name FROM customers; GRANT SELECT ON v TO PUBLIC";

    static readonly (string, string)[] Create =
    [
        ("1_create.sql", "CREATE TABLE customers (id int, name text)"), ("1_create.down.sql", "DROP TABLE customers"),
    ];

    static readonly (string, string)[] More =
        [("2_more.sql", "ALTER TABLE customers ADD more int"), ("2_more.down.sql", "ALTER TABLE customers DROP more")];

    // It was dropped with the newer file, and the former one was on record as if its view were there.
    [Theory]
    [InlineData("a", "b", Newer, null)]
    [InlineData("b", "a", Newer, null)]
    [InlineData("a", "b", "CREATE OR REPLACE VIEW v AS SELECT id, more FROM customers", null)]
    [InlineData("a", "b", $"{Newer}; CREATE OR REPLACE VIEW w AS SELECT id FROM v", null)]
    [InlineData("a", "b", Newer, "DROP VIEW v")]
    [InlineData("b", "a", Newer, "DROP VIEW v")]
    [InlineData("b", "a", Newer, "-- lockstep: no-transaction\nDROP VIEW v")]
    public async Task GivesTheFormerFilesViewBack(string former, string newer, string text, string? down)
    {
        var (database, stack, old) = await StartAsync((former, Former));
        using var _ = stack;
        await database.ExecuteAsync("COMMENT ON VIEW v IS 'by hand'");
        var before = await database.CatalogueAsync();
        IEnumerable<(string, string)> downs = down is null ? [] : [($"repeatable/{newer}.down.sql", down)];
        (await stack.UpdateAsync(Image.With([.. Create, .. More, ($"repeatable/{newer}.sql", text), .. downs]), TestStack.Revision(2)))
            .ShouldSucceed();

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.JournalAsync()).ShouldContain(row => row == $"repeatable/{former}.sql|applied");
    }

    [Fact]
    public async Task GivesBackWhatStandsOnIt()
    {
        var (database, stack, old) = await StartAsync(("a", Former), ("c", "CREATE OR REPLACE VIEW c AS SELECT id FROM v"));
        using var _ = stack;
        await database.ExecuteAsync("GRANT SELECT ON c TO PUBLIC");
        var before = await database.CatalogueAsync();
        var next = Image.With(
            [.. Create, ("repeatable/b.sql", Newer), ("repeatable/c.sql", "CREATE OR REPLACE VIEW c AS SELECT id FROM v")]);
        (await stack.UpdateAsync(next, TestStack.Revision(2))).ShouldSucceed();

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
    }

    // The text of the file that nobody has any more is older than what comes back.
    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public async Task StaysTheNewerFilesWhereThatComesBackItself(string former, string newer)
    {
        var (database, stack, _) = await StartAsync((former, Former));
        using var _1 = stack;
        var second = Image.With([.. Create, ($"repeatable/{newer}.sql", Newer)]);
        (await stack.UpdateAsync(second, TestStack.Revision(2))).ShouldSucceed();
        var before = await database.CatalogueAsync();
        var third = Image.With(
            [.. Create, .. More, ($"repeatable/{newer}.sql", "DROP VIEW v; CREATE VIEW v AS SELECT more, id FROM customers")]);
        (await stack.UpdateAsync(third, TestStack.Revision(3))).ShouldSucceed();

        var answer = await stack.RollBackAsync(second, TestStack.Revision(3), TestStack.Revision(2));

        answer.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
    }

    // Both dropped it, and the second one did not find it.
    [Fact]
    public async Task GoesOnceWithADeleteThatReverts()
    {
        var (database, stack, _) = await StartAsync(("a", Former));
        using var _1 = stack;
        var next = Image.With([.. Create, ("repeatable/b.sql", Newer)]);
        (await stack.UpdateAsync(next, TestStack.Revision(2, ("OnDelete", "Revert")))).ShouldSucceed();

        (await stack.DeleteAsync(next)).ShouldSucceed();

        (await database.ValueAsync("SELECT to_regclass('v') IS NULL AND to_regclass('customers') IS NULL")).ShouldBe("True");
    }

    async Task<(TestDatabase Database, TestStack Stack, Image Image)> StartAsync(params (string Name, string Text)[] files)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        var image = Image.With([.. Create, .. files.Select(file => ($"repeatable/{file.Name}.sql", file.Text))]);
        (await stack.CreateAsync(image, TestStack.Revision(1))).ShouldSucceed();
        return (database, stack, image);
    }
}

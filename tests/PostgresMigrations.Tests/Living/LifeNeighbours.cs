using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>Others in the database: another stack with a schema of its own, and tables that nobody's scripts have made.</summary>
/// <remarks>Nothing that happens to the life's stack is any of their business.</remarks>
sealed class LifeNeighbours(LifeHome home) : IDisposable
{
    const string Everything =
        """
        SELECT to_jsonb(j)::text FROM lockstep.journal j WHERE schema = 'neighbour'
        UNION ALL SELECT to_jsonb(d)::text FROM lockstep.deployment d WHERE schema = 'neighbour'
        UNION ALL SELECT to_jsonb(o)::text FROM lockstep.owner o WHERE schema = 'neighbour'
        UNION ALL SELECT 'theirs ' || id FROM neighbour.theirs
        UNION ALL SELECT 'strange ' || id FROM strangers.strange ORDER BY 1
        """;

    readonly TestStack _stack = new(home.Database.ConnectionString) { LogicalId = "Neighbour", Log = new(isShown: false) };
    IReadOnlyList<string> _before = [];
    IReadOnlyList<string> _rows = [];

    // In a schema that goes with the stack, what strangers have there goes as well.
    bool HasGuest => !home.Setting.MakesDatabase && !home.Setting.MakesSchema;

    /// <returns>The catalogue's lines that are theirs.</returns>
    public async Task<IReadOnlyList<string>> MoveInAsync()
    {
        var without = await home.CatalogueAsync();
        await home.Inside.ExecuteAsync(
            "CREATE SCHEMA strangers; CREATE TABLE strangers.strange (id int PRIMARY KEY); "
                + "INSERT INTO strangers.strange VALUES (1), (2)");
        (await _stack.CreateAsync(
            Image.With(("0001_theirs.sql", "CREATE TABLE theirs (id int PRIMARY KEY)"), ("0001_theirs.down.sql", "DROP TABLE theirs")),
            TestStack.Revision(1, ("Schema", "neighbour")))).ShouldSucceed();
        await home.Inside.ExecuteAsync("INSERT INTO neighbour.theirs VALUES (1)");
        if (HasGuest)
        {
            await home.Inside.ExecuteAsync("CREATE TABLE guest (id int PRIMARY KEY); INSERT INTO guest VALUES (1)");
        }

        _rows = await home.Inside.RowsAsync(Everything);
        return _before = [.. (await home.CatalogueAsync()).Except(without, StringComparer.Ordinal)];
    }

    /// <summary>With <paramref name="deeply"/> the catalogue, too, which takes a while to read.</summary>
    public async Task CheckAsync(bool deeply = false)
    {
        if (_before.Count == 0)
        {
            return;
        }

        if (deeply)
        {
            _before.Except(await home.CatalogueAsync(), StringComparer.Ordinal).ShouldBeEmpty("what was somebody else's is gone");
        }

        (await home.Inside.RowsAsync(Everything)).ShouldBe(_rows, "rows of somebody else's");
        if (HasGuest)
        {
            (await home.Inside.RowsAsync("SELECT id FROM guest")).ShouldBe(["1"], "rows of somebody else's in the schema");
        }
    }

    public void Dispose() => _stack.Dispose();
}

using Lockstep.Api.Tests.Support;

namespace Lockstep.Api.Tests;

/// <summary>
/// While a stack is updated, old code runs on the new schema, and in a rollback new code on the old. So every statement must fit
/// the newest version and the one before it: a script takes away only what the API of the version before no longer uses.
/// </summary>
public sealed class StatementsAndTheSchema(SharedPostgres postgres) : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lockstep-api-").FullName;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void AreAllFound()
    {
        ApiStatements.All.Select(statement => statement.Name).ShouldBeUnique(StringComparer.Ordinal);
        ApiStatements.All.Count.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task FitEachOther() => (await MisfitsAsync(Scripts.Names[^1], Migration.ScriptsFolder)).ShouldBeEmpty();

    [Fact]
    public async Task FitEachOtherWhileTheNewestScriptIsNotThereOrNotAnymore()
    {
        await Scripts.CopyReleaseBeforeAsync(postgres.Server, _folder);

        (await MisfitsAsync(Scripts.Names[^2], _folder)).ShouldBeEmpty();
    }

    [Fact]
    public async Task CannotUseYetWhatCameWithTheNewestScript()
    {
        Scripts.CopyTo(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "9001_add_remark.sql"), "ALTER TABLE orders ADD COLUMN remark text", Token);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "repeatable", "order_totals.sql"),
            "CREATE OR REPLACE VIEW order_totals AS SELECT id AS order_id, 0::bigint AS total_cents, remark FROM orders", Token);
        var before = Directory.CreateDirectory(Path.Combine(_folder, "before")).FullName;

        await Scripts.CopyReleaseBeforeAsync(postgres.Server, before, _folder);

        (await MisfitsAsync(Scripts.Names[^1], before)).ShouldBe(
        [
            $"Orders.Find does not fit {Scripts.Names[^1]}: 42P01 relation \"order_totals\" does not exist",
            $"Orders.List does not fit {Scripts.Names[^1]}: 42P01 relation \"order_totals\" does not exist",
        ]);
    }

    [Fact]
    public async Task AreHeldAgainstRowsThatAreMadeOfThem()
    {
        var database = await Migration.MigrateAsync(postgres.Server);

        (await RowModels.MisfitsAsync(database, ApiStatements.All, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AreToldApartByNameWhereAScriptBreaksThem()
    {
        Scripts.CopyTo(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "9001_rename_note.sql"), "ALTER TABLE orders RENAME COLUMN note TO remark", Token);

        var misfits = await MisfitsAsync("9001_rename_note.sql", _folder);

        misfits.ShouldBe(
        [
            "Orders.Find does not fit 9001_rename_note.sql: 42703 column \"note\" does not exist",
            "Orders.List does not fit 9001_rename_note.sql: 42703 column \"note\" does not exist",
            "Orders.Place does not fit 9001_rename_note.sql: 42703 column \"note\" of relation \"orders\" does not exist",
        ]);
    }

    [Fact]
    public async Task AreToldApartWhereAColumnIsOfAnotherTypeThanTheModel()
    {
        Scripts.CopyTo(_folder);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "9001_widen.sql"),
            "ALTER TABLE categories ALTER COLUMN version TYPE bigint, ALTER COLUMN name DROP NOT NULL", Token);
        var database = await Migration.MigrateAsync(postgres.Server, folder: _folder);

        var misfits = await RowModels.MisfitsAsync(
            database, ApiStatements.All.Where(statement => statement.Name == "Categories.Find"), Token);

        misfits.ShouldBe(
        [
            "Categories.Find: name can be null in the database, and not in Category.Name",
            "Categories.Find: version is bigint in the database, and Int32 in Category.Version",
        ]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    async Task<IReadOnlyList<string>> MisfitsAsync(string script, string folder)
    {
        var database = await Migration.MigrateAsync(postgres.Server, Scripts.Version(script), folder);
        return await PreparedStatements.MisfitsAsync(database, script, ApiStatements.All, Token);
    }
}

using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>What must be so once the stack is deleted.</summary>
/// <param name="home">The database.</param>
/// <param name="ground">The catalogue as it was before the stack came, with what neighbours have made since.</param>
sealed class LifeEnd(LifeHome home, IReadOnlyList<string> ground)
{
    /// <param name="deleted">The answer.</param>
    /// <param name="before">The catalogue before the Delete.</param>
    /// <param name="isForGood">The database has a script that cannot be reverted.</param>
    public async Task CheckAsync(Answer deleted, IReadOnlyList<string> before, bool isForGood)
    {
        var setting = home.Setting;
        var isRefused = (setting.Policy == DeletePolicy.Revert && isForGood) || (setting.MakesDatabase && setting.HasNeighbour);
        deleted.Status.ShouldBe(isRefused ? "FAILED" : "SUCCESS", deleted.Reason);
        if (isRefused || setting.Policy == DeletePolicy.Retain)
        {
            (await home.CatalogueAsync()).ShouldBe(before, $"a Delete that is to change nothing: {deleted.Reason}");
            return;
        }

        if (setting.WasThereBefore && setting.Policy != DeletePolicy.Revert)
        {
            deleted.Reason.ShouldNotBeNull().ShouldContain("was there before this resource");
            (await home.CatalogueAsync()).ShouldBe(before, "what was there before is not the stack's to drop");
            await CheckDisownedAsync();
            return;
        }

        (await home.CatalogueAsync()).ShouldBe(ground, $"a Delete that is to leave nothing of the stack: {deleted.Reason}");
        if (setting.MakesDatabase)
        {
            (await home.IsThereAsync()).ShouldBeFalse("the database is still there");
            return;
        }

        deleted.Reason.ShouldBeNull();
        (await home.JournaledAsync("applied", "kept", "baseline", "running")).ShouldBeEmpty("in the journal, and nowhere else");
        await CheckDisownedAsync();
    }

    async Task CheckDisownedAsync() => (await home.Database.RowsAsync(
        $"SELECT logical_id FROM lockstep.owner WHERE schema = '{home.Setting.Schema}'"))
        .ShouldBeEmpty("a resource that is gone owns the schema");
}

using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.PostgresMigrations.Tests.Guarding;

/// <summary>An administrator makes the schemas; the migrator owns them and may do nothing else in the database.</summary>
public sealed class AMigratorWithFewRights(SharedPostgres postgres)
{
    [Fact]
    public async Task MakesItsJournalInASchemaThatItOwns()
    {
        var (database, migrator) = await StartAsync();
        await database.ExecuteAsync(
            $"CREATE SCHEMA lockstep AUTHORIZATION {migrator.Name}; CREATE SCHEMA app AUTHORIZATION {migrator.Name}");
        using var stack = new TestStack(database.As(migrator));

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", "app")))).ShouldSucceed();
        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("Schema", "app")))).ShouldSucceed();
        (await stack.RollBackAsync(
            Shop.Old(), TestStack.Revision(2, ("Schema", "app")), TestStack.Revision(1, ("Schema", "app"))))["DatabaseVersion"]
            .ShouldBe("2");
    }

    [Fact]
    public async Task MayHaveItsSchemasThroughARoleItIsAMemberOf()
    {
        var (database, migrator) = await StartAsync();
        var owner = $"owner_{Guid.NewGuid():N}";
        await database.ExecuteAsync(
            $"CREATE ROLE {owner}; GRANT {owner} TO {migrator.Name}; "
                + $"CREATE SCHEMA lockstep AUTHORIZATION {owner}; CREATE SCHEMA app AUTHORIZATION {owner}");
        using var stack = new TestStack(database.As(migrator));

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", "app")))).ShouldSucceed();
    }

    [Fact]
    public async Task IsToldWhatItNeedsForItsJournal()
    {
        var (database, migrator) = await StartAsync();
        using var stack = new TestStack(database.As(migrator));

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1)))
            .ShouldFail("grant it CREATE on the database, or ownership of that schema and its tables.");
    }

    // Where it may not make a journal for the Delete, the Create could not either.
    [Fact]
    public async Task MayDeleteWhatItCouldNotCreate()
    {
        var (database, migrator) = await StartAsync();
        using var stack = new TestStack(database.As(migrator));

        (await stack.DeleteAsync(Shop.Old(), TestStack.Revision(1), physicalId: "shop-Migration-1A2B3C")).ShouldSucceed();
    }

    [Fact]
    public async Task IsToldWhatItNeedsToMakeASchema()
    {
        var (database, migrator) = await StartAsync();
        await database.ExecuteAsync($"CREATE SCHEMA lockstep AUTHORIZATION {migrator.Name}");
        using var stack = new TestStack(database.As(migrator));

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", "app")))).ShouldFail(
            $"Nothing was run. Schema \"app\" does not exist, and user \"{migrator.Name}\" may not create it. "
                + $"Grant CREATE on the database, or create it: CREATE SCHEMA \"app\" AUTHORIZATION \"{migrator.Name}\".");
    }

    // Since PostgreSQL 15 only the owner of the database may create anything in public.
    [Fact]
    public async Task IsToldWhatItNeedsToCreateTables()
    {
        var (database, migrator) = await StartAsync();
        await database.ExecuteAsync($"CREATE SCHEMA lockstep AUTHORIZATION {migrator.Name}");
        using var stack = new TestStack(database.As(migrator));

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldFail(
            "0001_create_customers.sql:1:14: 42501 permission denied for schema public. "
                + $"User \"{migrator.Name}\" may not create anything in schema \"public\": "
                + $"GRANT CREATE ON SCHEMA \"public\" TO \"{migrator.Name}\", or choose another Schema.");
    }

    async Task<(TestDatabase Database, PostgresLogin Migrator)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        return (database, await postgres.Server.CreateLoginAsync("", TestContext.Current.CancellationToken));
    }
}

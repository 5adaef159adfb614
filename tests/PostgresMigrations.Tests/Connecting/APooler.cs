using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Connecting;

/// <summary>In transaction mode it lends a server process for one transaction: what is locked and set stays with a stranger.</summary>
public sealed class APooler(SharedPostgres postgres)
{
    [Theory]
    [InlineData("transaction")]
    [InlineData("statement")]
    public async Task ThatMixesSessionsIsRefusedAndLeftAsItWas(string mode)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var bouncer = await PgBouncer.StartAsync(postgres.Server, mode);
        using var stack = new TestStack(bouncer.Through(database.ConnectionString));

        var answer = await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));

        answer.ShouldFail("is behind a pooler that changes the session between transactions");
        (await database.RowsAsync("SELECT nspname FROM pg_namespace WHERE nspname = 'lockstep'")).ShouldBeEmpty();
        await NothingStaysAsync(database, bouncer);
    }

    [Fact]
    public async Task ThatMixesSessionsIsRefusedWhereThereIsAJournalToo()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var direct = new TestStack(database.ConnectionString);
        await direct.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await using var bouncer = await PgBouncer.StartAsync(postgres.Server, "transaction");
        using var stack = new TestStack(bouncer.Through(database.ConnectionString)) { StackId = direct.StackId };

        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2))).ShouldFail("Host must be the server itself");

        (await database.JournalAsync()).Count.ShouldBe(2);
        await NothingStaysAsync(database, bouncer);
    }

    [Fact]
    public async Task ThatMixesSessionsIsRefusedByARoleToo()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var bouncer = await PgBouncer.StartAsync(postgres.Server, "transaction");
        using var stack = new TestStack(bouncer.Through(database.ConnectionString)) { ResourceType = DatabaseRole.ResourceType };
        var properties = new JsonObject { ["ServiceToken"] = "arn:x", ["RoleName"] = "api", ["Authentication"] = "Iam" };

        (await stack.CreateAsync(Image.With(), properties)).ShouldFail("is behind a pooler");

        (await database.ValueAsync("SELECT count(*) FROM pg_roles WHERE rolname = 'api'")).ShouldBe("0");
        await NothingStaysAsync(database, bouncer);
    }

    [Fact]
    public async Task ThatKeepsSessionsApartIsAsGoodAsTheServer()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var bouncer = await PgBouncer.StartAsync(postgres.Server, "session");
        using var stack = new TestStack(bouncer.Through(database.ConnectionString));
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();
        var before = await database.TablesAsync();

        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2))).ShouldSucceed();
        (await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1))).Reason.ShouldBeNull();

        (await database.TablesAsync()).ShouldBe(before);
    }

    // The process that was lent lives on, and serves whoever comes next.
    static async Task NothingStaysAsync(TestDatabase database, PgBouncer bouncer)
    {
        (await database.ValueAsync(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' "
                + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))
            .ShouldBe("0");
        var next = new TestDatabase(bouncer.Through(database.ConnectionString));
        (await next.ValueAsync("SELECT current_setting('search_path') || current_setting('idle_session_timeout')"))
            .ShouldBe("\"$user\", public0");
    }
}

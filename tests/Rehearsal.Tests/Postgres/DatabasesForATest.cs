using Npgsql;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class DatabasesForATest(SharedPostgres shared)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AreSeparateAlsoWhenMadeAtOnce()
    {
        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shared.Server.CreateDatabaseAsync(null, Token)));

        await Task.WhenAll(databases.Select(database => Sql.AskAsync(database, "CREATE TABLE mine (id int)")));

        databases.Distinct(StringComparer.Ordinal).Count().ShouldBe(4);
    }

    [Fact]
    public async Task BelongToALoginThatIsNoSuperuser()
    {
        var owner = await shared.Server.CreateLoginAsync("CREATEROLE", Token);
        var database = await shared.Server.CreateDatabaseAsync(owner, Token);

        (await Sql.AskAsync(database, "SELECT (rolsuper, rolcreaterole)::text FROM pg_roles WHERE rolname = current_user"))
            .ShouldBe("(f,t)");
        await Sql.AskAsync(database, "CREATE SCHEMA app");
        var refused = await Should.ThrowAsync<PostgresException>(Sql.AskAsync(database, "CREATE DATABASE another"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }
}

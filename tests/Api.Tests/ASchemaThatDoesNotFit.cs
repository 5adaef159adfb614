using System.Diagnostics.CodeAnalysis;
using Lockstep.Api.Tests.Support;
using Npgsql;

namespace Lockstep.Api.Tests;

/// <summary>In the minutes of a deployment, or where somebody has changed the database by hand.</summary>
public sealed class ASchemaThatDoesNotFit(SharedPostgres postgres)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("DROP FUNCTION stock_available(bigint)", "/products/1/stock", "schema is not the one")]
    [InlineData("DROP VIEW order_totals", "/orders", "schema is not the one")]
    public async Task IsAnswered503ThatSaysSo(string change, string path, string detail)
    {
        await using var api = await RunningApi.StartAsync(postgres);
        (await api.GetAsync(path)).ShouldBe(200);
        await ExecuteAsync(api.Database, change);

        var answer = (await api.GetAsync(path)).ShouldBe(503);

        answer.Headers["Retry-After"].ShouldBe("5");
        answer.Body.ShouldContain(detail);
    }

    [Fact]
    public async Task IsTheRightsOfTheApisRole()
    {
        var database = await Migration.MigrateAsync(postgres.Server);
        var role = $"nobody_{Guid.NewGuid():N}";
        await ExecuteAsync(database, $"CREATE ROLE {role}");
        await using var api = await RunningApi.StartAsync($"{database};Options=-c role={role}");

        var answer = (await api.GetAsync("/products/1")).ShouldBe(503);

        answer.Headers["Retry-After"].ShouldBe("5");
        answer.Body.ShouldContain("The database does not let this API do that at present.");
    }

    [Fact]
    public async Task InAWayThatNobodyThoughtOfIsAMistakeAndNotADatabaseThatIsAway()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await ExecuteAsync(api.Database, """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not today'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON categories EXECUTE FUNCTION refuse();
            """);

        var answer = (await api.PostAsync("/categories", """{"name":"Biscuits"}""")).ShouldBe(500);

        answer.Type.ShouldBe("application/problem+json");
        answer.Body.ShouldNotContain("not today");
    }

    [SuppressMessage("Security", "CA2100", Justification = "Statements of the tests.")]
    static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}

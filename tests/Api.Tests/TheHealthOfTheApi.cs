using Lockstep.Api.Tests.Support;

namespace Lockstep.Api.Tests;

public sealed class TheHealthOfTheApi(SharedPostgres postgres)
{
    [Theory]
    [InlineData("", null)]
    [InlineData("14", "14")]
    [InlineData("3", "3")]
    public async Task HoldsTheSchemaAgainstWhatItNeeds(string needed, string? told)
    {
        await using var api = await RunningApi.StartAsync(postgres, ("SCHEMA_VERSION", needed));

        var answer = (await api.GetAsync("/health/ready")).ShouldBe(200).Json;

        answer.GetProperty("status").GetString().ShouldBe("ready");
        answer.GetProperty("databaseVersion").GetString().ShouldBe("14");
        answer.GetProperty("schemaVersion").GetString().ShouldBe(told);
    }

    [Fact]
    public async Task IsAProblemLikeAnyOtherWhereTheSchemaIsBehind()
    {
        await using var api = await RunningApi.StartAsync(postgres, ("SCHEMA_VERSION", "15"));

        var answer = (await api.GetAsync("/health/ready")).ShouldBe(503);

        (answer.Type, answer.Headers["Retry-After"]).ShouldBe(("application/problem+json", "5"));
        answer.Body.ShouldBe(
            """{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"The schema is behind: this API needs version 15, and it is at 14. Try again later.","errors":[]}""");
    }

    [Fact]
    public async Task IsBehindWhereNothingWasEverMigrated()
    {
        var empty = await postgres.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken);
        await using var api = await RunningApi.StartAsync(empty, ("SCHEMA_VERSION", "1"));

        (await api.GetAsync("/health/ready")).ShouldBe(503).Body.ShouldContain("needs version 1, and nothing was migrated");
        (await api.GetAsync("/orders")).ShouldBe(503).Headers["Retry-After"].ShouldBe("5");
    }

    [Theory]
    [InlineData("SCHEMA_VERSION", "twelve", "SCHEMA_VERSION must be a script's number or empty, and is 'twelve'.")]
    [InlineData("PORT", "http", "PORT must be a number up to 65535, and is 'http'.")]
    [InlineData("DATABASE_CONNECTION", "", "DATABASE_HOST is missing. Set DATABASE_CONNECTION, or DATABASE_HOST, DATABASE_NAME and DATABASE_USER.")]
    [InlineData("DATABASE_CONNECTION", "postgres with password hunter2", "DATABASE_CONNECTION is no connection string like Host=...;Database=...;Username=...")]
    public async Task IsDecidedAtTheStartWhereASettingIsWrong(string name, string value, string message)
    {
        var error = await Should.ThrowAsync<InvalidSettingException>(() => RunningApi.StartAsync("Host=localhost", (name, value)));

        error.Message.ShouldBe(message);
    }
}

using System.Text.Json.Nodes;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Roles;

public sealed class ThePasswordOfARole(RolesPostgres postgres)
{
    [Fact]
    public async Task IsInNoLogAndInNoAnswer()
    {
        using var scene = await RoleScene.StartAsync(postgres);

        var answer = await scene.CreateAsync("shop: Read");

        (await scene.TryAsync("SELECT 1")).ShouldBe("ok");
        var log = await File.ReadAllTextAsync(scene.Server.LogFile!, TestContext.Current.CancellationToken);
        log.ShouldContain($"CREATE ROLE \"{scene.Role}\" LOGIN PASSWORD");
        log.ShouldNotContain(scene.Password);
        scene.Stack.Log.Text.ShouldNotContain(scene.Password);
        scene.Stack.Log.Text.ShouldNotContain("SCRAM-SHA-256");
        answer.Document.ToString().ShouldNotContain(scene.Password);
    }

    [Fact]
    public async Task IsReadAgainWithEachUpdate()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        var former = scene.Password;
        scene.Password = "rotated ' \\ \" $1";

        (await scene.UpdateAsync("shop: Read Write")).ShouldSucceed();

        (await scene.TryAsync("SELECT 1")).ShouldBe("ok");
        (await Should.ThrowAsync<PostgresException>(() => scene.AsRole(password: former).ValueAsync("SELECT 1")))
            .SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task IsReadLaterWhereItCannotBeReadForAMoment()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var failures = 2;
        scene.Secret = () => failures-- > 0
            ? throw new CustomResourceException("ThrottlingException: Rate exceeded.") { IsPassing = true }
            : $$"""{"password":"{{scene.Password}}"}""";

        (await scene.CreateAsync("shop: Read")).ShouldSucceed();

        (await scene.TryAsync("SELECT 1")).ShouldBe("ok");
    }

    [Fact]
    public async Task HasToBelongToTheRole()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        scene.Secret = () => """{"username":"master","password":"s3cret"}""";

        var answer = await scene.CreateAsync("shop: Read");

        answer.ShouldFail(
            $"The secret {RoleScene.SecretArn} is for user \"master\", not for \"{scene.Role}\". Correct its username, or RoleSecretArn.");
        answer.Reason!.ShouldNotContain("s3cret");
        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("{\"password\":7}")]
    [InlineData("{\"password\":\"\"}")]
    public async Task HasToBeInTheSecret(string text)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        scene.Secret = () => text;

        (await scene.CreateAsync("shop: Read")).ShouldFail("is not a JSON object with username and password.");
    }

    [Fact]
    public async Task HasToReadTheSameForEveryClient()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        scene.Secret = () => new JsonObject { ["password"] = "Grüße" }.ToJsonString();

        var answer = await scene.CreateAsync("shop: Read");

        answer.ShouldFail("has characters beyond ASCII");
        answer.Reason!.ShouldNotContain("Grüße");
    }
}

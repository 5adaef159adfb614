using System.Text.Json;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.Aws;
using Npgsql;

namespace Lockstep.EndToEnd.Tests;

public sealed class ASecretThatRotates(SharedPostgres postgres)
{
    const string Region = "eu-west-1";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpensTheDatabaseBeforeAndAfterInTheSameProcess()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var secrets = await SecretsManagerStandIn.StartAsync(Region, "123456789012", TimeProvider.System, Token);
        var login = new NpgsqlConnectionStringBuilder(shop.Database);
        var arn = secrets.Create("shop", Secret(login.Username!, login.Password!));
        (string, string)[] place =
        [
            ("Host", login.Host!), ("Port", $"{login.Port}"), ("Database", login.Database!), ("SecretArn", arn), ("SslMode", "Disable"),
        ];
        var function = shop.Deploy(Image.Old, options => options with
        {
            Region = Region,
            Environment = Shop.Variables(
                ("LOCKSTEP_SCRIPTS", options.Environment["LOCKSTEP_SCRIPTS"]), ("LOCKSTEP_RESPONSE_HOSTS", shop.Bucket.HostAndPort),
                ("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.Endpoint.OriginalString.TrimEnd('/')),
                ("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "a-secret-access-key"), ("AWS_SESSION_TOKEN", "a-session-token")),
        });

        (await shop.CreateAsync(function, Shop.Revision(1, place))).ShouldSucceed()["DatabaseVersion"].ShouldBe("2");
        const string Rotated = "rotated-and-not-to-be-seen";
        await SetPasswordAsync(login.Username!, Rotated);
        secrets.Rotate(arn, Secret(login.Username!, Rotated));

        (await shop.UpdateAsync(function, Shop.Revision(2, place), Shop.Revision(1, place))).ShouldSucceed();
        await shop.CloseAsync();

        secrets.CallsFor(arn).ShouldBeGreaterThan(1);
        string[] hidden = [login.Password!, Rotated, "a-secret-access-key", "a-session-token"];
        shop.Log.ShouldAllBe(line => !hidden.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
    }

    async Task SetPasswordAsync(string role, string password)
    {
        await using var connection = new NpgsqlConnection($"{postgres.Server.SuperuserConnectionString};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // names and password are the test's own
        command.CommandText = $"ALTER ROLE {role} PASSWORD '{password}'";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
    }

    static string Secret(string username, string password) => JsonSerializer.Serialize(new { username, password });
}

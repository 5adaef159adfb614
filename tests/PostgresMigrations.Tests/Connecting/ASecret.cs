using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.PostgresMigrations.Tests.Connecting;

public sealed class ASecret : IAsyncLifetime
{
    PostgresServer? _server;
    PostgresLogin? _login;
    string _database = "";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync(new() { MajorVersion = WishedPostgres.MajorVersion, Passwords = true }, Token);
        _login = await _server.CreateLoginAsync("", Token);
        _database = new Npgsql.NpgsqlConnectionStringBuilder(await _server.CreateDatabaseAsync(_login, Token)).Database!;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    [Fact]
    public async Task IsReadAgainWhenThePasswordWasRotatedMeanwhile()
    {
        var reads = 0;
        using var stack = Stack(_ => Task.FromResult(Json(++reads == 1 ? "rotated-away" : _login!.Password)));

        var answer = await stack.CreateAsync(Shop.Old(), Properties());

        answer.ShouldSucceed();
        answer.PhysicalResourceId.ShouldBe($"lockstep:postgres://127.0.0.1/{_database}/public");
        reads.ShouldBe(2);
        stack.Log.Text.ShouldNotContain(_login!.Password);
        stack.Log.Text.ShouldNotContain("rotated-away");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"username\":\"u\"}")]
    [InlineData("[]")]
    public async Task ThatCannotBeUnderstoodIsNamedAndNotRepeated(string text)
    {
        using var stack = Stack(_ => Task.FromResult(text));

        var answer = await stack.CreateAsync(Shop.Old(), Properties());

        answer.ShouldFail(
            "The secret arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf is not a JSON object with username and "
                + "password.");
    }

    [Fact]
    public async Task ThatCannotBeReadFailsACreateAndNotARollback()
    {
        using var stack = Stack(_ => throw new CustomResourceException("AccessDenied: grant secretsmanager:GetSecretValue."));

        (await stack.CreateAsync(Shop.Old(), Properties())).ShouldFail("grant secretsmanager:GetSecretValue");
        var rollback = await stack.SendAsync(Shop.Old(), stack.Event("Update", Properties(1), Properties(2)));
        rollback.ShouldSucceed();
        rollback.Reason!.ShouldContain("grant secretsmanager:GetSecretValue");
    }

    [Fact]
    public async Task IsNotNeededForAnIamToken()
    {
        var asked = "";
        using var stack = new TestStack("")
        {
            Credentials = new CredentialSource(
                null!,
                (host, port, user, _) => Task.FromResult((asked = $"{user}@{host}:{port}") is null ? "" : _login!.Password)),
        };
        var properties = Properties();
        properties["Authentication"] = "Iam";
        properties["Username"] = _login!.Name;

        (await stack.CreateAsync(Shop.Old(), properties)).ShouldSucceed();

        asked.ShouldBe($"{_login.Name}@127.0.0.1:{_server!.Port}");
    }

    static TestStack Stack(Func<string, Task<string>> readAsync) =>
        new("") { Credentials = new CredentialSource((arn, _) => readAsync(arn), null!) };

    string Json(string password) => $$"""{"username":"{{_login!.Name}}","password":"{{password}}","engine":"postgres"}""";

    System.Text.Json.Nodes.JsonObject Properties(int revision = 1) => TestStack.Revision(
        revision, ("Host", "127.0.0.1"), ("Port", $"{_server!.Port}"), ("Database", _database), ("SslMode", "Disable"),
        ("SecretArn", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"));
}

using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;
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

    // AWS is busy, or its name does not resolve for a moment: a rollback was answered with what it kept, for good.
    [Fact]
    public async Task ThatCannotBeReadForAMomentIsReadLaterByARollback()
    {
        var failures = 0;
        using var stack = Stack(_ => failures-- > 0 ? throw Busy() : Task.FromResult(Json(_login!.Password)));
        var before = await DeployAsync(stack);
        failures = 3;

        var answer = await stack.RollBackAsync(Shop.Old(), Properties(2), Properties(1));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await Database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task ThatCannotBeReadForAMomentIsReadLaterByACreateAndADelete()
    {
        var failures = 2;
        using var stack = Stack(_ => failures-- > 0 ? throw Busy() : Task.FromResult(Json(_login!.Password)));
        (await stack.CreateAsync(Shop.Old(), Properties(1, ("Schema", "mine"), ("OnDelete", "DropSchema")))).ShouldSucceed();
        failures = 3;

        var answer = await stack.DeleteAsync(Shop.Old());

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await Database.ValueAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 'mine'")).ShouldBe("0");
    }

    // The rotation has changed it in the database already, and the secret says the old one until its last step.
    [Theory]
    [InlineData("Secret")]
    [InlineData("Iam")]
    public async Task ThatIsBeingRotatedIsReadUntilTheDatabaseTakesItByARollback(string authentication)
    {
        var old = 0;
        string Password() => old-- > 0 ? "rotated-away" : _login!.Password;
        using var stack = new TestStack("")
        {
            Credentials = new CredentialSource(
                (_, _) => Task.FromResult(Json(Password())), (_, _, _, _) => Task.FromResult(Password())),
        };
        (string, string)[] signIn = [("Authentication", authentication), ("Username", _login!.Name)];
        var before = await DeployAsync(stack, signIn);
        old = 5;

        var answer = await stack.RollBackAsync(Shop.Old(), Properties(2, signIn), Properties(1, signIn));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await Database.TablesAsync()).ShouldBe(before);
    }

    // Ten seconds, and not the time of the whole run.
    [Fact]
    public async Task WithAWrongPasswordFailsACreateSoon()
    {
        var clock = new LeapingClock();
        using var stack = new TestStack("")
        {
            Clock = clock,
            Credentials = new CredentialSource((_, _) => Task.FromResult(Json("hunter2")), null!),
        };
        var started = clock.GetUtcNow();

        var create = stack.CreateAsync(Shop.Old(), Properties());
        await PassPausesAsync(stack, clock, create);

        (await create).ShouldFail("refused to sign in user");
        (clock.GetUtcNow() - started).ShouldBeLessThan(TimeSpan.FromSeconds(25));
    }

    // It waited for a quarter of an hour, for a password that nobody was changing.
    [Theory]
    [InlineData("Update")]
    [InlineData("Delete")]
    public async Task WithAWrongPasswordIsGivenUpByARollbackAndADeleteAfterTwoMinutes(string type)
    {
        var clock = new LeapingClock();
        using var stack = new TestStack("")
        {
            Clock = clock,
            CanInvoke = true,
            Timeout = TimeSpan.FromMinutes(15),
            Credentials = new CredentialSource((_, _) => Task.FromResult(Json("hunter2")), null!),
        };
        var started = clock.GetUtcNow();

        var work = type == "Update"
            ? stack.RollBackAsync(Shop.Old(), Properties(2), Properties(1))
            : stack.DeleteAsync(
                Shop.Old(), Properties(1, ("OnDelete", "Revert")), $"lockstep:postgres://127.0.0.1/{_database}/public");
        await PassPausesAsync(stack, clock, work);

        (await work).ShouldSucceed();
        (await work).Reason!.ShouldContain("refused to sign in user");
        (clock.GetUtcNow() - started).ShouldBeInRange(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
    }

    // The runs of a function with a short Timeout have no more together.
    [Fact]
    public async Task WithAWrongPasswordIsGivenUpByARollbackThatHasShortRunsAsSoon()
    {
        var clock = new LeapingClock();
        using var stack = new TestStack("")
        {
            Clock = clock,
            CanInvoke = true,
            Credentials = new CredentialSource((_, _) => Task.FromResult(Json("hunter2")), null!),
        };
        var started = clock.GetUtcNow();

        var work = stack.RunAllAsync(Shop.Old(), stack.Event("Update", Properties(1), Properties(2)));
        await PassPausesAsync(stack, clock, work);

        var (answer, runs) = await work;
        answer.ShouldNotBeNull().Reason!.ShouldContain("refused to sign in user");
        runs.ShouldBeInRange(2, 4);
        (clock.GetUtcNow() - started).ShouldBeLessThan(TimeSpan.FromMinutes(4));
    }

    [Fact]
    public async Task ThatCannotBeReadUntilARunIsOverIsReadByTheNextRunOfARollback()
    {
        var isBusy = false;
        using var stack = new TestStack("")
        {
            Timeout = TimeSpan.FromSeconds(6),
            CanInvoke = true,
            Credentials = new CredentialSource(
                (_, _) => isBusy ? throw Busy() : Task.FromResult(Json(_login!.Password)), null!),
        };
        var before = await DeployAsync(stack);
        isBusy = true;

        (await stack.DeliverAsync(Shop.Old(), stack.Event("Update", Properties(1), Properties(2)))).ShouldBeNull();
        isBusy = false;
        stack.Continuations.TryDequeue(out var next).ShouldBeTrue();
        var (answer, _) = await stack.RunAllAsync(Shop.Old(), next!);

        answer.ShouldNotBeNull().ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await Database.TablesAsync()).ShouldBe(before);
    }

    // Its reconnecting asks for the secret again: what had begun to take back was kept.
    [Theory]
    [InlineData(2, 60)]
    [InlineData(1000, 6)]
    public async Task ThatCannotBeReadInTheMiddleOfARollbackIsReadLater(int times, int seconds)
    {
        await using var link = FaultProxy.Start("127.0.0.1", _server!.Port, TimeProvider.System);
        var failures = 0;
        using var stack = new TestStack("")
        {
            Timeout = TimeSpan.FromSeconds(seconds),
            CanInvoke = true,
            Credentials = new CredentialSource(
                (_, _) => failures-- > 0 ? throw Busy() : Task.FromResult(Json(_login!.Password)), null!),
        };
        (string, string)[] place = [("Port", $"{link.Port}"), ("Transaction", "Script")];
        var before = await DeployAsync(stack, place);
        link.CutBefore(
            message =>
            {
                var isIt = message is { Name: "CommandComplete", Text: { } tag } && tag.StartsWith("DROP TABLE", StringComparison.Ordinal);
                failures = isIt ? times : failures;
                return isIt;
            },
            CutStyle.Reset);

        var first = await stack.DeliverAsync(Shop.Old(), stack.Event("Update", Properties(1, place), Properties(2, place)));
        failures = 0;
        var answer = stack.Continuations.TryDequeue(out var next) ? (await stack.RunAllAsync(Shop.Old(), next)).Answer : first;

        answer.ShouldNotBeNull().ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await Database.TablesAsync()).ShouldBe(before);
    }

    // Its scripts were committed, it said that it was never created, and nobody took them back.
    [Fact]
    public async Task ThatALaterRunOfACreateMayNotReadHasItsDeleteTakeTheCreateBack()
    {
        var isAllowed = true;
        using var stack = new TestStack("")
        {
            Timeout = TimeSpan.FromSeconds(6),
            CanInvoke = true,
            Credentials = new CredentialSource(
                (_, _) => isAllowed ? Task.FromResult(Json(_login!.Password)) : throw new CustomResourceException("AccessDenied."),
                null!),
        };
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE a ()"), ("1_a.down.sql", "DROP TABLE a"),
            ("2_b.sql", "SELECT pg_sleep(3.5)"), ("2_b.down.sql", "SELECT 1"),
            ("3_c.sql", "SELECT pg_sleep(1)"), ("3_c.down.sql", "SELECT 1"));
        var properties = Properties(1, ("Transaction", "Script"));

        (await stack.DeliverAsync(image, stack.Event("Create", properties))).ShouldBeNull();
        isAllowed = false;
        stack.Continuations.TryDequeue(out var next).ShouldBeTrue();
        var failed = await stack.SendAsync(image, next!);
        isAllowed = true;

        failed.ShouldFail("AccessDenied. What this Create had committed, if anything, is taken back by the Delete that follows.");
        failed.PhysicalResourceId.ShouldStartWith("lockstep:unknown/");
        (await Database.TablesAsync()).ShouldNotBeEmpty();
        (await stack.DeleteAsync(image, properties, failed.PhysicalResourceId)).ShouldSucceed();
        (await Database.TablesAsync()).ShouldBeEmpty();
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

    static CustomResourceException Busy() => new("ThrottlingException: Rate exceeded.") { IsPassing = true };

    static async Task PassPausesAsync(TestStack stack, LeapingClock clock, Task work)
    {
        const string Paused = "to connect failed and is repeated";
        for (var seen = 0; !work.IsCompleted;)
        {
            if (stack.Log.Text.Split(Paused).Length - 1 is var now && now > seen)
            {
                seen = now;
                clock.Leap(TimeSpan.FromSeconds(4));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }
    }

    TestDatabase Database => new(new Npgsql.NpgsqlConnectionStringBuilder(_server!.SuperuserConnectionString)
    {
        Database = _database,
    }.ConnectionString);

    async Task<IReadOnlyList<string>> DeployAsync(TestStack stack, params (string, string)[] others)
    {
        (await stack.CreateAsync(Shop.Old(), Properties(1, others))).ShouldSucceed();
        var before = await Database.TablesAsync();
        (await stack.UpdateAsync(Shop.New(), Properties(2, others))).ShouldSucceed();
        return before;
    }

    string Json(string password) => $$"""{"username":"{{_login!.Name}}","password":"{{password}}","engine":"postgres"}""";

    System.Text.Json.Nodes.JsonObject Properties(int revision = 1, params (string, string)[] others) => TestStack.Revision(
        revision,
        [
            ("Host", "127.0.0.1"), ("Port", $"{_server!.Port}"), ("Database", _database), ("SslMode", "Disable"),
            ("SecretArn", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"), .. others,
        ]);
}

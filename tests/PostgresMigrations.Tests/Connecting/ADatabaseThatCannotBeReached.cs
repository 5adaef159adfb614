using System.Net;
using System.Net.Sockets;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.PostgresMigrations.Tests.Connecting;

public sealed class ADatabaseThatCannotBeReached(SharedPostgres postgres)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=d;Username=u", "Nothing listens on 127.0.0.1:1.")]
    [InlineData("Host=no-such-host.invalid;Database=d;Username=u", "The name no-such-host.invalid does not resolve.")]
    public async Task FailsACreateWithTheRemedy(string connection, string reason)
    {
        using var stack = new TestStack(connection) { Clock = new LeapingClock() };

        (await UntilItSaysAsync(reason, stack, stack.CreateAsync(Shop.Old(), TestStack.Revision(1)))).ShouldFail(reason);
    }

    [Fact]
    public async Task FailsACreateInTimeWhenItNeverAnswers()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stack = new TestStack($"Host=127.0.0.1;Port={((IPEndPoint)listener.LocalEndpoint).Port};Database=d;Username=u")
        {
            Clock = new LeapingClock(),
        };

        var create = stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        using var silent = await listener.AcceptSocketAsync(Token);
        stack.EndWork();

        (await create).ShouldFail("does not answer");
    }

    // Lambda runs an event again a minute later: what a run that was killed had done, nobody knows then.
    [Theory]
    [InlineData(DatabaseMigration.ResourceType, 0, "lockstep:never-created")]
    [InlineData(DatabaseMigration.ResourceType, 62, "lockstep:unknown/")]
    [InlineData(DatabaseRole.ResourceType, 0, "lockstep:never-created")]
    [InlineData(DatabaseRole.ResourceType, 62, "lockstep:unknown/")]
    public async Task HasACreateThatMayHaveRunBeforeTakenBackByItsDelete(string type, int age, string id)
    {
        using var stack = new TestStack("Host=127.0.0.1;Port=1;Database=d;Username=u")
        {
            Timeout = TimeSpan.FromSeconds(3),
            ResourceType = type,
        };
        var properties = type == DatabaseRole.ResourceType
            ? new() { ["ServiceToken"] = "arn:aws:lambda:eu-west-1:123456789012:function:migrate", ["RoleName"] = "r" }
            : TestStack.Revision(1);

        var answer = await stack.SendAsync(
            Shop.Old(), stack.Event("Create", properties, signedAt: stack.Clock.GetUtcNow().AddSeconds(-age)));

        answer.ShouldFail("Nothing listens");
        answer.PhysicalResourceId.ShouldStartWith(id);
    }

    [Fact]
    public async Task FailsAForwardUpdate()
    {
        using var stack = new TestStack("Host=127.0.0.1;Port=1;Database=d;Username=u") { Clock = new LeapingClock() };

        var update = stack.SendAsync(Shop.New(), stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1)));

        (await UntilItSaysAsync("Nothing listens", stack, update)).ShouldFail("Nothing listens");
    }

    [Fact]
    public async Task DoesNotFailARollbackThatHasWaitedForAQuarterOfAnHour()
    {
        using var stack = new TestStack("Host=127.0.0.1;Port=1;Database=d;Username=u")
        {
            Clock = new LeapingClock(),
            CanInvoke = true,
        };

        var answer = await UntilItSaysAsync("Nothing listens", stack, stack.SendAsync(
            Shop.Old(),
            stack.Event(
                "Update", TestStack.Revision(1), TestStack.Revision(2), physicalId: "lockstep:postgres://h/d/public",
                signedAt: stack.Clock.GetUtcNow().AddMinutes(-16))));

        answer.ShouldSucceed();
        answer.PhysicalResourceId.ShouldBe("lockstep:postgres://h/d/public");
        answer.Reason!.ShouldContain("What it did not revert stays");
        answer["SchemaVersion"].ShouldBe("");
        answer.Document.GetProperty("Data").EnumerateObject().Count().ShouldBe(7);
        stack.Log.Text.ShouldContain("\"level\":\"ERROR\"");
    }

    // With a function's longest Timeout a second run made half an hour of it, and more.
    [Theory]
    [InlineData("Update")]
    [InlineData("Delete")]
    public async Task IsLeftByARollbackOrADeleteInTheFirstOfItsLongRuns(string type)
    {
        var clock = new LeapingClock();
        using var stack = new TestStack("Host=127.0.0.1;Port=1;Database=d;Username=u")
        {
            Clock = clock,
            Timeout = TimeSpan.FromSeconds(900),
            CanInvoke = true,
        };
        var started = clock.GetUtcNow();
        var old = type == "Update" ? TestStack.Revision(2) : null;

        var run = stack.DeliverAsync(
            Shop.Old(),
            stack.Event(type, TestStack.Revision(1, ("OnDelete", "DropSchema")), old, "lockstep:postgres://127.0.0.1/d/public"));
        for (var seen = 0; !run.IsCompleted;)
        {
            if (stack.Log.Text.Split("Nothing listens on").Length is var now && now > seen)
            {
                seen = now;
                clock.Leap(TimeSpan.FromSeconds(10));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token);
        }

        (await run).ShouldNotBeNull().ShouldSucceed();
        stack.Continuations.ShouldBeEmpty();
        (clock.GetUtcNow() - started).ShouldBeInRange(TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(16));
    }

    [Fact]
    public async Task IsToldApartFromOneThatRefusesThePassword()
    {
        await using var server = await StartAsync(new() { Passwords = true });
        var login = await server.CreateLoginAsync("", Token);
        var database = await server.CreateDatabaseAsync(login, Token);
        var wrong = new Npgsql.NpgsqlConnectionStringBuilder(database) { Password = "hunter2" }.ConnectionString;
        using var stack = new TestStack(wrong);

        var answer = await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));

        answer.ShouldFail($"refused to sign in user \"{login.Name}\": password authentication failed");
        answer.Document.GetRawText().ShouldNotContain("hunter2");
        stack.Log.Text.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task IsToldApartFromOneThatLetsNobodyInFromHere()
    {
        await using var server = await StartAsync(new());
        var login = await server.CreateLoginAsync("", Token);
        var database = new TestDatabase(await server.CreateDatabaseAsync(null, Token));
        var rules = await database.ValueAsync("SHOW hba_file");
        await database.ExecuteAsync(
            $"COPY (VALUES ('host all {login.Name} all reject'), ('host all all all trust')) TO '{rules}'");
        await server.RestartAsync(Token);
        using var stack = new TestStack(database.As(login));

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1)))
            .ShouldFail($"refused to sign in user \"{login.Name}\": pg_hba.conf rejects connection for host \"127.0.0.1\"");
        stack.Log.Text.ShouldNotContain("is repeated");
    }

    // 57P03: it shuts down as soon as its last session has ended, and takes no other until then.
    [Fact]
    public async Task IsWaitedForWhileItsServerStopsAndStartsAgain()
    {
        await using var server = await StartAsync(new());
        var database = new TestDatabase(await server.CreateDatabaseAsync(null, Token));
        using var stack = new TestStack(database.ConnectionString);
        await using var session = await database.SessionAsync($"COPY (SELECT) TO PROGRAM 'cat >/dev/null; kill -TERM {server.ProcessId}'");

        var create = stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await stack.Log.UntilItSaysAsync("57P03", create);
        await server.RestartAsync(Token);
        (await create).ShouldSucceed();
        (await database.JournalAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task IsToldApartFromOneThatOnlyReads()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await database.ExecuteAsync(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$");
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));

        answer.ShouldFail("is read-only: cannot execute");
        answer.ShouldFail("Host must be the writer's endpoint. If it is, default_transaction_read_only is on: RESET it");
        stack.Log.Text.ShouldContain("is carried out again after attempt 1");
        stack.Log.Text.ShouldNotContain("after attempt 2");
    }

    [Fact]
    public async Task IsWaitedForWhileAllItsConnectionsAreTaken()
    {
        var login = await postgres.Server.CreateLoginAsync("CONNECTION LIMIT 1", Token);
        var database = await TestDatabase.CreateAsync(postgres, login);
        var other = await new TestDatabase(database.As(login)).OpenAsync();
        using var stack = new TestStack(database.As(login));

        var create = stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await stack.Log.UntilItSaysAsync("53300", create);
        await other.DisposeAsync();
        (await create).ShouldSucceed();
    }

    [Fact]
    public async Task IsToldApartFromOneThatIsMissing()
    {
        var missing = new Npgsql.NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
        {
            Database = "not_there",
        }.ConnectionString;
        using var stack = new TestStack(missing);

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldFail("There is no database \"not_there\"");
    }

    // And then the time is over.
    static async Task<Answer> UntilItSaysAsync(string reason, TestStack stack, Task<Answer> work)
    {
        await stack.Log.UntilItSaysAsync(reason, work);
        stack.EndWork();
        return await work;
    }

    Task<PostgresServer> StartAsync(PostgresServerOptions options) =>
        PostgresServer.StartAsync(options with { MajorVersion = postgres.Server.Version.Major }, Token);
}

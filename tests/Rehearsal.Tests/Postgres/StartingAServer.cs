using System.Globalization;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class StartingAServer(SharedPostgres shared)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivesAnEmptySuperuserLoginOnLoopback()
    {
        var login = shared.Server.SuperuserConnectionString;

        shared.Server.Host.ShouldBe("127.0.0.1");
        (await Sql.AskAsync(login, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).ShouldBe("True");
        (await Sql.AskAsync(login, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe("0");
        (await Sql.AskAsync(login, "SHOW listen_addresses")).ShouldBe("127.0.0.1");
        (await Sql.AskAsync(login, "SHOW unix_socket_directories")).ShouldBe("");
        (await Sql.AskAsync(login, "SHOW server_encoding")).ShouldBe("UTF8");
        (await Sql.AskAsync(login, "SHOW timezone")).ShouldBe("UTC");
    }

    [Fact]
    public async Task SaysTheVersionThatTheServerSays()
    {
        var number = await Sql.AskAsync(shared.Server.SuperuserConnectionString, "SHOW server_version_num");

        var version = int.Parse(number!, CultureInfo.InvariantCulture);
        shared.Server.Version.ShouldBe(new Version(version / 10_000, version % 10_000));
    }

    [Theory]
    [InlineData("fsync", "off")]
    [InlineData("full_page_writes", "off")]
    [InlineData("synchronous_commit", "on")]
    public async Task SparesItWhatOnlyAPowerCutNeeds(string setting, string value) =>
        (await Sql.AskAsync(shared.Server.SuperuserConnectionString, $"SHOW {setting}")).ShouldBe(value);

    [Fact]
    public async Task TakesSettingsAndTellsItsSteps()
    {
        var steps = new List<string>();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["max_connections"] = "17" };

        await using var server = await PostgresServer.StartAsync(new() { Settings = settings, Progress = steps.Add }, Token);

        (await Sql.AskAsync(server.SuperuserConnectionString, "SHOW max_connections")).ShouldBe("17");
        steps.Count.ShouldBe(2);
        steps[0].ShouldStartWith($"Using PostgreSQL {server.Version} from ");
        steps[1].ShouldBe($"PostgreSQL {server.Version} runs at port {server.Port} of this machine.");
    }

    [Fact]
    public async Task FailsWithTheServersOwnWordsWhenASettingIsWrong()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["shared_buffers"] = "plenty" };

        var failure = await Should.ThrowAsync<PostgresUnavailableException>(
            PostgresServer.StartAsync(new() { Settings = settings }, Token));

        failure.Message.ShouldContain("invalid value for parameter \"shared_buffers\": \"plenty\"");
    }

    [Fact]
    public async Task LeavesNothingBehindWhenItEnds()
    {
        var server = await PostgresServer.StartAsync(new(), Token);
        var folder = Path.GetDirectoryName(server.LogFile)!;
        Directory.Exists(folder).ShouldBeTrue();

        await server.DisposeAsync();
        await server.DisposeAsync();

        Directory.Exists(folder).ShouldBeFalse();
        var refused = await Should.ThrowAsync<NpgsqlException>(Sql.AskAsync(server.SuperuserConnectionString, "SELECT 1"));
        refused.InnerException.ShouldBeAssignableTo<System.Net.Sockets.SocketException>();
    }
}

using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class EveryMajorVersion
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    public async Task ComesFromNpmAndRuns(int major)
    {
        var npm = OtherVersions.NpmOrSkip();
        using var machine = new Scratch();
        File.CreateSymbolicLink(Path.Combine(machine.Folder, "path/npm"), npm);
        var bare = machine.Surroundings with
        {
            Variable = name => name == "PATH" ? machine.Make("path") : Environment.GetEnvironmentVariable(name),
        };
        var options = new PostgresServerOptions { MajorVersion = major, Tls = true, Passwords = true };

        await using var server = await PostgresServer.StartAsync(options, bare, Token);

        server.Version.Major.ShouldBe(major);
        (await Sql.AskAsync(server.SuperuserConnectionString, "SHOW server_version")).ShouldBe(server.Version.ToString());
        await Sql.AskAsync(server.SuperuserConnectionString, "CREATE EXTENSION pg_trgm");
        (await Sql.AskAsync(server.SuperuserConnectionString, "SELECT similarity('lockstep', 'lockstep')")).ShouldBe("1");
    }
}

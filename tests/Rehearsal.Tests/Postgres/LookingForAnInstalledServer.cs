using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class LookingForAnInstalledServer : IDisposable
{
    readonly Scratch _machine = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task PrefersTheFolderThePersonNames()
    {
        _machine.Server("installations/16/bin", "16.4");
        _machine.Set("LOCKSTEP_POSTGRES_BIN", _machine.Server("mine", "15.18 (Debian 15.18-0+deb12u1)"));

        (await FindAsync(null))!.Version.ShouldBe(new Version(15, 18));
    }

    [Fact]
    public async Task ThenAsksPgConfig()
    {
        _machine.Server("installations/16/bin", "16.4");
        var folder = _machine.Server("elsewhere", "14.2");
        _machine.Script("path/pg_config", $"[ \"$1\" = --bindir ] && echo {folder}");

        (await FindAsync(null)).ShouldBe(new PostgresBinaries(folder, new(14, 2)));
    }

    [Fact]
    public async Task ThenTakesTheNewestInstalled()
    {
        _machine.Server("installations/9.6/bin", "9.6.24");
        _machine.Server("installations/9/bin", "9.0");
        var newest = _machine.Server("installations/16/bin", "16.4");
        _machine.Script("path/pg_config", "echo 'You need to install postgresql-server-dev-16'; exit 1");

        (await FindAsync(null)).ShouldBe(new PostgresBinaries(newest, new(16, 4)));
    }

    [Fact]
    public async Task ThenTakesThePath()
    {
        _machine.Server("path", "19devel");

        (await FindAsync(null))!.Version.ShouldBe(new Version(19, 0));
    }

    [Fact]
    public async Task PassesOverWhatIsNotTheVersionWishedFor()
    {
        _machine.Set("LOCKSTEP_POSTGRES_BIN", _machine.Server("mine", "15.18"));
        _machine.Server("installations/17/bin", "17.1");
        var wished = _machine.Server("installations/16/bin", "16.4");

        (await FindAsync(16))!.Folder.ShouldBe(wished);
        (await FindAsync(18)).ShouldBeNull();
    }

    [Fact]
    public async Task PassesOverClientsAndBrokenServers()
    {
        _machine.Script("installations/18/bin/postgres", "echo 'libpq.so.5: cannot open shared object file' >&2; exit 127");
        _machine.Script("installations/18/bin/initdb", "exit 127");
        _machine.Script("installations/17/bin/psql", "");

        (await FindAsync(null)).ShouldBeNull();
    }

    [Fact]
    public async Task SaysSoWhenTheNamedFolderHasNone()
    {
        _machine.Set("LOCKSTEP_POSTGRES_BIN", "/nowhere");

        var failure = await Should.ThrowAsync<PostgresUnavailableException>(FindAsync(null));

        failure.Message.ShouldBe(
            "LOCKSTEP_POSTGRES_BIN is /nowhere, but initdb and postgres are not both there. Name the folder that holds them.");
    }

    [Fact]
    public async Task SaysSoWhenTheServersUserCannotEnterTheNamedFolder()
    {
        var folder = _machine.Server("locked/bin", "17.1");
        var parent = Path.GetDirectoryName(folder)!;
        File.SetUnixFileMode(parent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _machine.Set("LOCKSTEP_POSTGRES_BIN", folder);

        var failure = await Should.ThrowAsync<PostgresUnavailableException>(
            new SystemBinaries(_machine.Surroundings, new("nobody")).FindAsync(null, Token));

        failure.Message.ShouldContain("which user nobody cannot enter");
    }

    Task<PostgresBinaries?> FindAsync(int? major) =>
        new SystemBinaries(_machine.Surroundings, ServerUser.Choose()).FindAsync(major, Token);
}

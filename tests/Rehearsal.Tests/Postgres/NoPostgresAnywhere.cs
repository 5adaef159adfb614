using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class NoPostgresAnywhere : IDisposable
{
    readonly Scratch _machine = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task IsOneErrorThatNamesTheThreeWaysOut()
    {
        var failure = await Should.ThrowAsync<PostgresUnavailableException>(
            PostgresServer.StartAsync(new(), _machine.Surroundings with { Platform = "linux-x64" }, Token));

        failure.Message.ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public async Task IsToldWithTheVersionThatNobodyPublishes()
    {
        var failure = await Should.ThrowAsync<PostgresUnavailableException>(
            PostgresServer.StartAsync(new() { MajorVersion = 9 }, _machine.Surroundings with { Platform = "linux-x64" }, Token));

        failure.Message.ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public async Task NamesNoPasswordOfAServerThatDoesNotAnswer()
    {
        _machine.Set("LOCKSTEP_POSTGRES", "Host=127.0.0.1;Port=1;Username=me;Password=hidden");

        var failure = await Should.ThrowAsync<PostgresUnavailableException>(
            PostgresServer.StartAsync(new(), _machine.Surroundings, Token));

        failure.ToString().ShouldNotContain("hidden");
        failure.Message.ShouldBe("LOCKSTEP_POSTGRES points to a server that does not answer: Failed to connect to 127.0.0.1:1");
    }

    [Fact]
    public async Task NamesNoPasswordOfAStringThatIsNone()
    {
        _machine.Set("LOCKSTEP_POSTGRES", "postgresql://me:hidden@127.0.0.1:1/postgres");

        var failure = await Should.ThrowAsync<PostgresUnavailableException>(
            PostgresServer.StartAsync(new(), _machine.Surroundings, Token));

        failure.ToString().ShouldNotContain("hidden");
        failure.Message.ShouldBe(
            "LOCKSTEP_POSTGRES is no Npgsql connection string, as in: Host=localhost;Username=postgres;Password=...");
    }
}

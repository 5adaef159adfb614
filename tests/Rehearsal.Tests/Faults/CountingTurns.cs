using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Faults;
using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Tests.Postgres;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Faults;

public sealed class CountingTurns(SharedPostgres shared) : IAsyncLifetime
{
    readonly ProxiedDatabase _database = new(shared);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _database.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task TellsConnectingFromWhatFollows()
    {
        await using var source = ProxiedDatabase.Plain(_database.Proxied);
        await using var connection = await source.OpenConnectionAsync(Token);
        _database.Proxy.Turns.ShouldBe(new ProxyTurns(1, 0));

        await Sql.AskAsync(connection, "SELECT 1");
        await Sql.AskAsync(connection, "SELECT 2");

        _database.Proxy.Turns.ShouldBe(new ProxyTurns(1, 2));
        _database.Proxy.Turns.Total.ShouldBe(3);
    }

    [Fact]
    public async Task AddsUpConnectionsThatHaveEnded()
    {
        await AskAsync(_database.Proxied);
        await AskAsync(_database.Proxied);

        _database.Proxy.Turns.ShouldBe(new ProxyTurns(2, 2));
        _database.Proxy.Connections.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TakesABatchForOne(bool withErrorBarriers)
    {
        await using var source = ProxiedDatabase.Plain(_database.Proxied);
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var batch = Batch(connection, 50);
        batch.EnableErrorBarriers = withErrorBarriers;
        _database.Proxy.Delay(TimeSpan.FromMilliseconds(50));

        await batch.ExecuteNonQueryAsync(Token);

        _database.Proxy.Turns.Afterwards.ShouldBe(1);
    }

    // Two thousand statements leave Npgsql in many portions, and the server answers the first before the last has come.
    [Fact]
    public async Task TakesALongBatchForOneWhenTheWayHasALength()
    {
        await using var source = ProxiedDatabase.Plain(_database.Proxied);
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var batch = Batch(connection, 2000);
        batch.EnableErrorBarriers = true;
        _database.Proxy.Delay(TimeSpan.FromMilliseconds(300));

        await batch.ExecuteNonQueryAsync(Token);

        _database.Proxy.Turns.Afterwards.ShouldBe(1);
    }

    [Fact]
    public async Task ShowsWhatWasSaid()
    {
        await using var source = ProxiedDatabase.Plain(_database.Proxied);
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await Sql.AskAsync(connection, "INSERT INTO notes VALUES ('a')");
        await transaction.CommitAsync(Token);
        await Should.ThrowAsync<PostgresException>(Sql.AskAsync(connection, "SELECT * FROM nowhere"));

        var said = _database.Proxy.Connections.Single().Transcript.Where(message => message.Name != "ParameterStatus");
        string.Join('\n', said).ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public async Task CountsThePasswordsTurnsAndKeepsThePasswordToItself()
    {
        await using var server = await PostgresServer.StartAsync(new() { Passwords = true }, Token);
        await using var proxy = FaultProxy.Start(server.Host, server.Port, TimeProvider.System);

        await AskAsync(proxy.Through(server.SuperuserConnectionString));

        // SCRAM: the mechanism, the challenge, the proof.
        proxy.Turns.ShouldBe(new ProxyTurns(3, 1));
        var passwords = proxy.Connections.Single().Transcript.Where(message => message.Name == "Password").ToArray();
        passwords.Length.ShouldBe(2);
        passwords.ShouldAllBe(message => message.Text == null);
    }

    [Fact]
    public async Task CannotTellThemApartInsideTls()
    {
        await using var server = await PostgresServer.StartAsync(new() { Tls = true }, Token);
        await using var proxy = FaultProxy.Start(server.Host, server.Port, TimeProvider.System);

        await AskAsync(proxy.Through(server.SuperuserConnectionString));

        var connection = proxy.Connections.Single();
        connection.IsEncrypted.ShouldBeTrue();
        connection.Turns.Afterwards.ShouldBe(0);
        connection.Turns.Connecting.ShouldBeGreaterThanOrEqualTo(4);
        connection.Transcript.Select(message => message.ToString()).ShouldBe(["-> SSLRequest", "<- EncryptionResponse S"]);
    }

    static async Task AskAsync(string connectionString)
    {
        await using var source = ProxiedDatabase.Plain(connectionString);
        await using var connection = await source.OpenConnectionAsync(Token);
        await Sql.AskAsync(connection, "SELECT 1");
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The batch owns its commands.")]
    static NpgsqlBatch Batch(NpgsqlConnection connection, int statements)
    {
        var batch = new NpgsqlBatch(connection);
        for (var number = 0; number < statements; number++)
        {
            batch.BatchCommands.Add(new("INSERT INTO notes VALUES ('one of many')"));
        }

        return batch;
    }
}

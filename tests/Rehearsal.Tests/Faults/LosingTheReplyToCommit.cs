using Lockstep.Rehearsal.Faults;
using Lockstep.Rehearsal.Tests.Postgres;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Faults;

public sealed class LosingTheReplyToCommit(SharedPostgres shared) : IAsyncLifetime
{
    readonly ProxiedDatabase _database = new(shared);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _database.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(CutStyle.Reset)]
    [InlineData(CutStyle.Close)]
    public async Task LeavesTheClientWithAnErrorAndTheRowInTheTable(CutStyle style)
    {
        var cut = _database.Proxy.DropReplyToCommit(style);

        var failure = await Should.ThrowAsync<NpgsqlException>(WriteAsync());

        failure.IsTransient.ShouldBeTrue();
        (await RowsAsync()).ShouldBe("1");
        var last = (await cut.Happened).Transcript[^1];
        last.ShouldBe(new PgMessage(PgSender.Server, "CommandComplete", "COMMIT"));
    }

    [Fact]
    public async Task HappensOnce()
    {
        _database.Proxy.DropReplyToCommit(CutStyle.Reset);

        await Should.ThrowAsync<NpgsqlException>(WriteAsync());
        await WriteAsync();

        (await RowsAsync()).ShouldBe("2");
    }

    [Fact]
    public async Task IsNotTheSameAsLosingTheCommit()
    {
        var cut = _database.Proxy.CutBefore(message => message is { Sender: PgSender.Client, Text: "COMMIT" }, CutStyle.Reset);

        await Should.ThrowAsync<NpgsqlException>(WriteAsync());

        await cut.Happened;
        (await RowsAsync()).ShouldBe("0");
    }

    [Fact]
    public async Task LeavesAClientInABlackHoleWaiting()
    {
        var cut = _database.Proxy.DropReplyToCommit(CutStyle.BlackHole);

        var writing = WriteAsync();
        await cut.Happened;

        (await RowsAsync()).ShouldBe("1");
        writing.IsCompleted.ShouldBeFalse();
        await _database.Proxy.DisposeAsync();
        await Should.ThrowAsync<NpgsqlException>(writing);
    }

    async Task WriteAsync()
    {
        await using var connection = await Sql.OpenAsync(_database.Proxied);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await Sql.AskAsync(connection, "INSERT INTO notes VALUES ('a')");
        await transaction.CommitAsync(Token);
    }

    Task<string?> RowsAsync() => Sql.AskAsync(_database.Direct, "SELECT count(*) FROM notes");
}

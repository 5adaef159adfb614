using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Lockstep.Rehearsal.Faults;
using Lockstep.Rehearsal.Tests.Postgres;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Faults;

public sealed class BytesOnTheWay(SharedPostgres shared)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(100)]
    public async Task AreCutAfterAsManyAsAskedAlsoInTheMiddleOfAMessage(int count)
    {
        await using var proxy = FaultProxy.Start(shared.Server.Host, shared.Server.Port, TimeProvider.System);
        var cut = proxy.CutAfterServerBytes(count, CutStyle.Close);
        using var client = new TcpClient(proxy.Host, proxy.Port);
        await client.GetStream().WriteAsync(StartupMessage(), Token);

        using var received = new MemoryStream();
        await client.GetStream().CopyToAsync(received, Token);

        received.Length.ShouldBe(count);
        await cut.Happened;
    }

    [Fact]
    public async Task AreCutInTheMiddleOfARow()
    {
        await using var proxy = FaultProxy.Start(shared.Server.Host, shared.Server.Port, TimeProvider.System);
        await using var connection = await Sql.OpenAsync(proxy.Through(shared.Server.SuperuserConnectionString));
        proxy.CutAfterServerBytes(50_000, CutStyle.Reset);

        await Should.ThrowAsync<NpgsqlException>(Sql.AskAsync(connection, "SELECT repeat('x', 1000000)"));
    }

    [Fact]
    public async Task ArriveLaterByTheDelay()
    {
        var clock = new FakeTimeProvider();
        await using var proxy = FaultProxy.Start(shared.Server.Host, shared.Server.Port, clock);
        proxy.Delay(TimeSpan.FromHours(1));
        using var client = new TcpClient(proxy.Host, proxy.Port);
        await client.GetStream().WriteAsync(StartupMessage(), Token);

        var byte0 = client.GetStream().ReadExactlyAsync(new byte[1], Token).AsTask();
        clock.Advance(TimeSpan.FromMinutes(59));
        byte0.IsCompleted.ShouldBeFalse();
        while (!byte0.IsCompleted)
        {
            // The portion may have reached the proxy after the last advance.
            clock.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }

        await byte0;
    }

    [Fact]
    public async Task ArriveWhenTheyAreNotHeldAnyMore()
    {
        var isOver = new TaskCompletionSource();
        await using var proxy = FaultProxy.Start(shared.Server.Host, shared.Server.Port, TimeProvider.System);
        proxy.HoldUntil(isOver.Task);

        var held = Sql.AskAsync(proxy.Through(shared.Server.SuperuserConnectionString), "SELECT 'held'");
        await Sql.AskAsync(shared.Server.SuperuserConnectionString, "SELECT 1");
        held.IsCompleted.ShouldBeFalse();
        isOver.SetResult();

        (await held).ShouldBe("held");
    }

    [Fact]
    public async Task ArriveWholeWhateverTheirNumber()
    {
        await using var proxy = FaultProxy.Start(shared.Server.Host, shared.Server.Port, TimeProvider.System);

        var text = await Sql.AskAsync(proxy.Through(shared.Server.SuperuserConnectionString), "SELECT repeat('x', 20000000)");

        text!.Length.ShouldBe(20_000_000);
    }

    static byte[] StartupMessage()
    {
        var parameters = Encoding.UTF8.GetBytes("user\0postgres\0database\0postgres\0\0");
        var message = new byte[8 + parameters.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), 3 << 16);
        parameters.CopyTo(message, 8);
        return message;
    }
}

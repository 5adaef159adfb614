using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Lockstep.Rehearsal.Faults;

/// <summary>Carries one direction of a connection from socket to socket, message by message.</summary>
sealed class ProxyPump(PgSender sender, Socket from, Socket to, ProxiedConnection connection, FaultProxy proxy)
{
    /// <summary>Runs until the sender has said all, or the connection is cut.</summary>
    public async Task RunAsync()
    {
        await using var stream = new NetworkStream(from, ownsSocket: false);
        if (sender == PgSender.Client)
        {
            await CarryAsync(PipeReader.Create(stream));
            return;
        }

        var way = new DelayLine(stream, proxy);
        await Task.WhenAll(way.RunAsync(), CarryAsync(way.Reader));
    }

    async Task CarryAsync(PipeReader reader)
    {
        try
        {
            await CarryAllAsync(reader);
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    async Task CarryAllAsync(PipeReader reader)
    {
        for (var isCompleted = false; !isCompleted;)
        {
            var read = await reader.ReadAsync();
            var rest = connection.IsSilent ? read.Buffer.Slice(read.Buffer.End) : await PassAsync(read.Buffer);
            if (connection.IsCut)
            {
                return;
            }

            reader.AdvanceTo(rest.Start, rest.End);
            isCompleted = read.IsCompleted;
        }

        if (!connection.IsSilent)
        {
            to.Shutdown(SocketShutdown.Send);
        }
    }

    // Gives what is left: the beginning of a message whose end has not arrived.
    async Task<ReadOnlySequence<byte>> PassAsync(ReadOnlySequence<byte> arrived)
    {
        if (sender == PgSender.Client && !arrived.IsEmpty)
        {
            connection.ClientSpoke();
        }

        var (whole, rest, isReady, cut) = Read(arrived);
        if (cut is not null)
        {
            connection.Hush(sender);
        }

        await DeliverAsync(whole, isReady);
        cut?.Perform(connection);
        return rest;
    }

    /// <summary>What may be delivered, what must wait, and the cut between them.</summary>
    (ReadOnlySequence<byte> Whole, ReadOnlySequence<byte> Left, bool IsReady, ArmedCut? Cut) Read(ReadOnlySequence<byte> arrived)
    {
        var (rest, isReady) = (arrived, false);
        for (var start = rest; connection.Framing.TryRead(sender, ref rest, out var message); start = rest)
        {
            connection.Note(message);
            isReady |= message is { Sender: PgSender.Server, Name: "ReadyForQuery" };
            if (proxy.Plan.At(message) is { } cut)
            {
                var end = cut.Moment == CutMoment.BeforeMessage ? start.Start : rest.Start;
                return (arrived.Slice(0, end), rest, isReady, cut);
            }
        }

        return (arrived.Slice(0, rest.Start), rest, isReady, null);
    }

    // Counted before it is sent: the client may be faster with its next word than we with the count.
    async Task DeliverAsync(ReadOnlySequence<byte> bytes, bool isReady)
    {
        if (connection.IsSilent || connection.IsHushed(sender) || bytes.IsEmpty)
        {
            return;
        }

        var (allowed, cut) = (bytes.Length, default(ArmedCut));
        if (sender == PgSender.Server)
        {
            (allowed, cut) = proxy.Plan.Spend(bytes.Length);
            connection.ClientHears(isReady);
        }

        foreach (var segment in bytes.Slice(0, allowed))
        {
            await to.SendAsync(segment);
        }

        cut?.Perform(connection);
    }
}

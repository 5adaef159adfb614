using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Lockstep.Rehearsal.Faults;

/// <summary>One client's connection through the proxy: what passed, and a way to cut it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "RunAsync disposes both sockets when it ends.")]
public sealed class ProxiedConnection
{
    readonly Lock _gate = new();
    readonly ConcurrentQueue<PgMessage> _transcript = new();
    readonly Socket _client;
    readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    ProxyTurns _turns = new(0, 0);
    PgSender? _hushed;
    bool _hasClientSpoken;
    bool _isReady;
    volatile bool _isCut;
    volatile bool _isSilent;

    internal ProxiedConnection(Socket client)
    {
        _client = client;
        _client.NoDelay = true;
    }

    /// <summary>The round trips of this connection so far.</summary>
    public ProxyTurns Turns
    {
        get
        {
            lock (_gate)
            {
                return _turns;
            }
        }
    }

    /// <summary>The messages in the order the proxy saw them, without rows and copied data. SQL is in it verbatim.</summary>
    public IReadOnlyList<PgMessage> Transcript => [.. _transcript];

    /// <summary>Whether TLS hides what is said: then there are turns and bytes, and no messages to see or to cut at.</summary>
    public bool IsEncrypted => Framing.IsOpaque;

    internal PgFraming Framing { get; } = new();

    internal bool IsCut => _isCut;

    /// <summary>Whether what arrives is to vanish.</summary>
    internal bool IsSilent => _isSilent;

    /// <summary>Ends the connection for both sides, now.</summary>
    public void Cut(CutStyle style)
    {
        if (style == CutStyle.BlackHole)
        {
            _isSilent = true;
            return;
        }

        _isCut = true;
        End(_client, style);
        End(_server, style);
    }

    /// <summary>Carries the connection from its first byte to its end.</summary>
    internal async Task RunAsync(EndPoint server, FaultProxy proxy)
    {
        using (_client)
        using (_server)
        {
            if (_isSilent)
            {
                await EndIfFailsAsync(new ProxyPump(PgSender.Client, _client, _server, this, proxy).RunAsync());
                return;
            }

            await EndIfFailsAsync(_server.ConnectAsync(server));
            if (_isCut)
            {
                return;
            }

            await Task.WhenAll(
                EndIfFailsAsync(new ProxyPump(PgSender.Client, _client, _server, this, proxy).RunAsync()),
                EndIfFailsAsync(new ProxyPump(PgSender.Server, _server, _client, this, proxy).RunAsync()));
        }
    }

    // What breaks for one side is broken for the other, unless both are to hear nothing.
    async Task EndIfFailsAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception exception) when (IsAnEnd(exception))
        {
            if (!_isSilent)
            {
                Cut(CutStyle.Reset);
            }
        }
    }

    /// <summary>Whether an exception is no more than the end of a connection.</summary>
    internal static bool IsAnEnd(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException;

    /// <summary>The other side may be quick to answer a sender's last message: that must not arrive before the cut.</summary>
    internal void Hush(PgSender last)
    {
        lock (_gate)
        {
            _hushed = last == PgSender.Client ? PgSender.Server : PgSender.Client;
        }
    }

    internal bool IsHushed(PgSender sender)
    {
        lock (_gate)
        {
            return _hushed == sender;
        }
    }

    internal void Note(PgMessage message)
    {
        if (message.Name is not ("DataRow" or "CopyData" or "Encrypted"))
        {
            _transcript.Enqueue(message);
        }
    }

    internal void ClientSpoke()
    {
        lock (_gate)
        {
            _hasClientSpoken = true;
        }
    }

    /// <summary>Counts a delivery to the client: a turn ends when it hears something after it said something.</summary>
    internal void ClientHears(bool isReadyForQuery)
    {
        lock (_gate)
        {
            if (_hasClientSpoken)
            {
                _turns = _turns.Plus(_isReady ? new(0, 1) : new(1, 0));
            }

            _hasClientSpoken = false;
            _isReady |= isReadyForQuery;
        }
    }

    static void End(Socket socket, CutStyle style)
    {
        try
        {
            if (style == CutStyle.Reset)
            {
                // Linger for no time: the kernel sends RST instead of FIN.
                socket.LingerState = new(enable: true, seconds: 0);
                socket.Dispose();
            }
            else
            {
                // Not disposed here: with a read under way .NET would send RST. The pumps see the end, then RunAsync disposes.
                socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already, or never began.
        }
    }
}

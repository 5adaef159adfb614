using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Lockstep.Rehearsal.Faults;

/// <summary>A TCP proxy between Npgsql and PostgreSQL: counts round trips, breaks connections at a chosen moment.</summary>
/// <remarks>It reads PostgreSQL's protocol, version 3, as it passes. Inside TLS it can count bytes and turns and cut at
/// bytes, no more. A client that writes its statements in several portions before it listens is one turn only as long as
/// the server's first word is still on its way: give the way a length with <see cref="Delay"/>, a few milliseconds, where
/// exact counts matter.</remarks>
public sealed class FaultProxy : IAsyncDisposable
{
    const int PortsToTry = 5;

    readonly Lock _gate = new();
    readonly ConcurrentQueue<ProxiedConnection> _connections = new();
    readonly ConcurrentQueue<Task> _work = new();
    readonly CancellationTokenSource _end = new();
    readonly DnsEndPoint _server;
    readonly TimeProvider _clock;
    Socket? _listener;
    long _latencyTicks;
    volatile Task _held = Task.CompletedTask;
    volatile bool _isSilent;

    FaultProxy(DnsEndPoint server, int port, TimeProvider clock)
    {
        (_server, Port, _clock) = (server, port, clock);
    }

    /// <summary>Where clients connect to.</summary>
    public string Host { get; } = IPAddress.Loopback.ToString();

    /// <summary>Where clients connect to; stays the same through <see cref="RefuseConnections"/>.</summary>
    public int Port { get; }

    /// <summary>The round trips of all connections so far, open and ended.</summary>
    public ProxyTurns Turns =>
        _connections.Select(connection => connection.Turns).Aggregate(new ProxyTurns(0, 0), (all, one) => all.Plus(one));

    /// <summary>All connections so far, open and ended, the oldest first; cancel requests are connections too.</summary>
    public IReadOnlyList<ProxiedConnection> Connections => [.. _connections];

    internal CutPlan Plan { get; } = new();

    /// <param name="serverHost">Where connections are led to: a name or an address.</param>
    /// <param name="serverPort">Its port.</param>
    /// <param name="clock">Measures the delay.</param>
    public static FaultProxy Start(string serverHost, int serverPort, TimeProvider clock)
    {
        for (var attempt = 1; ; attempt++)
        {
            var proxy = new FaultProxy(new(serverHost, serverPort), LoopbackPort.Free(), clock);
            try
            {
                proxy.AcceptConnections();
                return proxy;
            }
            catch (SocketException) when (attempt < PortsToTry)
            {
                // Somebody was faster at that port; another is tried.
            }
        }
    }

    /// <summary>The same connection string, led through this proxy.</summary>
    public string Through(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Host = Host, Port = Port }.ConnectionString;

    /// <summary>From now on the server's bytes take this long to the client.</summary>
    public void Delay(TimeSpan latency) => Interlocked.Exchange(ref _latencyTicks, latency.Ticks);

    /// <summary>From now on the server's bytes wait until then, as of a server that falls silent for a while.</summary>
    public void HoldUntil(Task moment) => _held = moment;

    /// <summary>Ends every open connection; a black hole swallows later ones too, until <see cref="Heal"/>.</summary>
    public void CutAll(CutStyle style)
    {
        _isSilent |= style == CutStyle.BlackHole;
        foreach (var connection in _connections)
        {
            connection.Cut(style);
        }
    }

    /// <summary>Lets new connections pass again; those that fell into a black hole stay there.</summary>
    public void Heal() => _isSilent = false;

    /// <summary>Refuses new connections, as a host without the server does; open ones go on.</summary>
    public void RefuseConnections()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    /// <summary>Takes connections again, at the same port.</summary>
    public void AcceptConnections()
    {
        lock (_gate)
        {
            if (_listener is null)
            {
                _listener = Listen();
                _work.Enqueue(AcceptAsync(_listener));
            }
        }
    }

    /// <summary>Cuts the connection on which such a message comes next; the message doesn't reach its receiver.</summary>
    public ArmedCut CutBefore(Func<PgMessage, bool> message, CutStyle style) =>
        Plan.Add(new(message, CutMoment.BeforeMessage, style));

    /// <summary>Cuts the connection on which the n-th message comes, counted from now on over all connections; it doesn't reach
    /// its receiver.</summary>
    /// <param name="number">1 for the next message.</param>
    /// <param name="style">How it is cut.</param>
    public ArmedCut CutAtMessage(int number, CutStyle style)
    {
        var left = number;
        return CutBefore(_ => Interlocked.Decrement(ref left) == 0, style);
    }

    /// <summary>Cuts the connection on which such a message comes next, when the message has been passed on.</summary>
    public ArmedCut CutAfter(Func<PgMessage, bool> message, CutStyle style) =>
        Plan.Add(new(message, CutMoment.AfterMessage, style));

    /// <summary>Lets the next COMMIT happen on the server, and cuts before the client learns of it.</summary>
    public ArmedCut DropReplyToCommit(CutStyle style) =>
        CutBefore(message => message is { Name: "CommandComplete", Text: "COMMIT" }, style);

    /// <summary>Cuts when so many more bytes from the server have reached the client, inside a message if need be.</summary>
    public ArmedCut CutAfterServerBytes(long count, CutStyle style) =>
        Plan.Add(new(static _ => false, CutMoment.AfterBytes, style), count);

    public async ValueTask DisposeAsync()
    {
        if (!_end.IsCancellationRequested)
        {
            RefuseConnections();
            await _end.CancelAsync();
            CutAll(CutStyle.Close);
            await Task.WhenAll(_work);

            // What was accepted while the accepting ended.
            await Task.WhenAll(_work);
            _end.Dispose();
        }
    }

    internal long Now() => _clock.GetTimestamp();

    /// <summary>Waits out the rest of the delay of something that set off then.</summary>
    internal async Task TravelAsync(long setOff)
    {
        var left = TimeSpan.FromTicks(Interlocked.Read(ref _latencyTicks)) - _clock.GetElapsedTime(setOff);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, _clock, _end.Token);
        }

        await _held.WaitAsync(_end.Token);
    }

    Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            listener.Listen();
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                _work.Enqueue(ServeAsync(await listener.AcceptAsync(_end.Token)));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The listener was closed: that is how refusing begins.
        }
    }

    async Task ServeAsync(Socket client)
    {
        var connection = new ProxiedConnection(client);
        _connections.Enqueue(connection);
        if (_isSilent)
        {
            connection.Cut(CutStyle.BlackHole);
        }

        if (_end.IsCancellationRequested)
        {
            connection.Cut(CutStyle.Close);
        }

        await connection.RunAsync(_server, this);
    }
}

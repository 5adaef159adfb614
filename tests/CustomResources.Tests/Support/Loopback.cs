using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lockstep.CustomResources.Tests.Support;

/// <summary>
/// A real socket that takes PUTs, keeps what arrived to the byte, and treats each connection as its script says.
/// </summary>
sealed class Loopback : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Lock _gate = new();
    readonly List<string> _requests = [];
    readonly Queue<Func<NetworkStream, Task>> _script;
    readonly Task _serving;

    public Loopback(params IEnumerable<Func<NetworkStream, Task>> script)
    {
        _script = new Queue<Func<NetworkStream, Task>>(script);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Authority => _listener.LocalEndpoint.ToString()!;

    /// <summary>Head and body of each request, as Latin-1.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public static Func<NetworkStream, Task> Reply(string status, string body = "", string headers = "")
    {
        var reply = $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n{headers}Connection: close\r\n\r\n{body}";
        return async stream => await stream.WriteAsync(Encoding.Latin1.GetBytes(reply), TestContext.Current.CancellationToken);
    }

    /// <summary>Takes the request and breaks the connection instead of answering.</summary>
    public static Task ResetAsync(NetworkStream stream)
    {
        stream.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
        _listener.Dispose();
    }

    async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var request = await ReadRequestAsync(stream);
            Func<NetworkStream, Task> reply;
            lock (_gate)
            {
                _requests.Add(request);
                reply = _script.TryDequeue(out var next) ? next : Reply("200 OK");
            }

            await reply(stream);
        }
    }

    static async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (!IsComplete(text.ToString()))
        {
            var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            if (read == 0)
            {
                break;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    static bool IsComplete(string request)
    {
        const string Header = "\r\nContent-Length: ";
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var start = request.IndexOf(Header, StringComparison.Ordinal);
        return end >= 0
            && start >= 0
            && request.Length - end - 4 >= int.Parse(
                request[(start + Header.Length)..].Split('\r')[0], CultureInfo.InvariantCulture);
    }
}

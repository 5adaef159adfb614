using System.Diagnostics.CodeAnalysis;
using System.Net;
using Lockstep.Rehearsal.Faults;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Rehearsal.Aws;

/// <summary>An HTTP/1.1 server on loopback, which can refuse connections for a while and be back at the same port.</summary>
sealed class LoopbackHost : IAsyncDisposable
{
    const int PortsToTry = 5;

    readonly RequestDelegate _answer;
    readonly int _port;

    [SuppressMessage("Usage", "CA2213", Justification = "RefuseAsync disposes it.")]
    LoopbackListener? _listener;

    LoopbackHost(RequestDelegate answer, int port)
    {
        (_answer, _port) = (answer, port);
    }

    public string HostAndPort => $"{IPAddress.Loopback}:{_port}";

    public static async Task<LoopbackHost> StartAsync(RequestDelegate answer, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var host = new LoopbackHost(answer, LoopbackPort.Free());
            try
            {
                await host.AcceptAsync(cancellationToken);
                return host;
            }
            catch (IOException exception) when (exception.InnerException is AddressInUseException && attempt < PortsToTry)
            {
                // Somebody was faster at that port; another is tried.
                await host.DisposeAsync();
            }
        }
    }

    /// <summary>Listens, unless it does already.</summary>
    public async Task AcceptAsync(CancellationToken cancellationToken)
    {
        if (_listener is null)
        {
            _listener = new(_answer, _port);
            try
            {
                await _listener.StartAsync(cancellationToken);
            }
            catch
            {
                await RefuseAsync();
                throw;
            }
        }
    }

    /// <summary>Drops every connection and refuses new ones.</summary>
    public async Task RefuseAsync()
    {
        if (_listener is { } listener)
        {
            _listener = null;
            await listener.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await RefuseAsync();
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lockstep.Rehearsal.Aws;

/// <summary>One time of listening: from the first connection at the port to the refusal of any more.</summary>
sealed class LoopbackListener : IAsyncDisposable
{
    readonly CancellationTokenSource _closing = new();
    readonly WebApplication _application;

    // The empty builder: no configuration of the surroundings (ASPNETCORE_URLS and the like) may reach a stand-in.
    public LoopbackListener(RequestDelegate answer, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = null;
            server.Listen(IPAddress.Loopback, port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        _application = builder.Build();
        _application.Run(async context =>
        {
            await using var end = _closing.Token.Register(context.Abort);
            await answer(context);
        });
    }

    public Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    // A stop waits for requests, and some are never to be answered: those are cut first.
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
        _closing.Dispose();
    }
}

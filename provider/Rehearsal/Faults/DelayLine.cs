using System.IO.Pipelines;
using System.Threading.Channels;

namespace Lockstep.Rehearsal.Faults;

/// <summary>A way of some length: what comes in goes on after the proxy's delay, however much is under way.</summary>
sealed class DelayLine(Stream source, FaultProxy proxy)
{
    const int PortionBytes = 64 * 1024;

    readonly Channel<(byte[] Portion, long ReadAt)> _underWay = Channel.CreateUnbounded<(byte[] Portion, long ReadAt)>();
    readonly Pipe _arrived = new();

    public PipeReader Reader => _arrived.Reader;

    /// <summary>Runs until the source ends; the reader then ends as the source did, after all that was under way.</summary>
    public async Task RunAsync()
    {
        var reading = ReadAsync();
        var releasing = ReleaseAsync();
        await Task.WhenAll(reading, releasing);
    }

    async Task ReadAsync()
    {
        var buffer = new byte[PortionBytes];
        try
        {
            while (await source.ReadAsync(buffer) is > 0 and var count)
            {
                _underWay.Writer.TryWrite((buffer[..count], proxy.Now()));
            }

            _underWay.Writer.Complete();
        }
        catch (Exception exception) when (ProxiedConnection.IsAnEnd(exception))
        {
            _underWay.Writer.Complete(exception);
        }
    }

    async Task ReleaseAsync()
    {
        try
        {
            await foreach (var (portion, readAt) in _underWay.Reader.ReadAllAsync())
            {
                await proxy.TravelAsync(readAt);
                await _arrived.Writer.WriteAsync(portion);
            }

            await _arrived.Writer.CompleteAsync();
        }
        catch (Exception exception) when (ProxiedConnection.IsAnEnd(exception))
        {
            await _arrived.Writer.CompleteAsync(exception);
        }
    }
}

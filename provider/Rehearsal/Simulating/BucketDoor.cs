using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Aws;
using Lockstep.Rehearsal.CloudFormation;

namespace Lockstep.Rehearsal.Simulating;

/// <summary>The way of programs to a <see cref="MemoryBucket"/>: HTTP on loopback, to URLs that were issued for the bucket. They
/// are run in <see cref="VirtualTime.OutsideAsync"/>, while virtual time stands still.</summary>
public sealed class BucketDoor : IAsyncDisposable
{
    readonly LoopbackHost _host;
    readonly string _bucket;

    BucketDoor(LoopbackHost host, string bucket) => (_host, _bucket) = (host, bucket);

    /// <summary>For <c>LOCKSTEP_RESPONSE_HOSTS</c>: <c>127.0.0.1:PORT</c>.</summary>
    public string HostAndPort => _host.HostAndPort;

    [SuppressMessage("Reliability", "CA2000", Justification = "The door owns its host.")]
    internal static async Task<BucketDoor> OpenAsync(
        ResponseBucketDesk desk, string bucket, CancellationToken cancellationToken) =>
        new(await LoopbackHost.StartAsync(new ResponseBucketFront(desk, bucket).AnswerAsync, cancellationToken), bucket);

    /// <summary>A text with the bucket's URLs, an event say, so that they lead through this door; the rest of each URL is what
    /// was signed.</summary>
    public string Lead(string text) =>
        text.Replace($"https://{_bucket}/", $"http://{HostAndPort}/", StringComparison.Ordinal);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

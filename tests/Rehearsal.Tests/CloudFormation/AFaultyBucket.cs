using System.Net;
using System.Net.Sockets;
using Lockstep.Rehearsal.CloudFormation;

namespace Lockstep.Rehearsal.Tests.CloudFormation;

public sealed class AFaultyBucket : IAsyncLifetime
{
    readonly Bucket _bucket = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _bucket.InitializeAsync();

    public ValueTask DisposeAsync() => _bucket.DisposeAsync();

    [Theory]
    [InlineData(ResponseBucketFault.Forbidden, 403, "AccessDenied")]
    [InlineData(ResponseBucketFault.InternalError, 500, "InternalError")]
    [InlineData(ResponseBucketFault.SlowDown, 503, "SlowDown")]
    [InlineData(ResponseBucketFault.Redirect, 307, "TemporaryRedirect")]
    public async Task FailsAsOftenAsAskedThenWorks(ResponseBucketFault fault, int status, string code)
    {
        _bucket.Slot.Inject(fault, 2);

        var replies = new[] { await _bucket.PutAsync("1"), await _bucket.PutAsync("2"), await _bucket.PutAsync("3") };

        replies.Select(reply => (int)reply.Status).ShouldBe([status, status, 200]);
        replies[0].Body.ShouldContain($"<Code>{code}</Code>");
        _bucket.Slot.Deliveries.Select(delivery => delivery.IsStored).ShouldBe([false, false, true]);
    }

    [Fact]
    public async Task StoresAndLosesTheReply()
    {
        _bucket.Slot.Inject(ResponseBucketFault.LostReply, 1);

        await Should.ThrowAsync<HttpRequestException>(_bucket.PutAsync("it is there"));

        var stored = await _bucket.Slot.FirstAnswer;
        (stored.IsStored, stored.Status, stored.Body.Length).ShouldBe((true, null, "it is there".Length));
    }

    [Fact]
    public async Task CutsTheConnectionAndStoresNothing()
    {
        _bucket.Slot.Inject(ResponseBucketFault.Cut, 1);

        await Should.ThrowAsync<HttpRequestException>(_bucket.PutAsync("lost"));

        _bucket.Slot.Deliveries.ShouldHaveSingleItem().IsStored.ShouldBeFalse();
        (await _bucket.PutAsync("again")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task NeverRepliesUntilItIsClosed()
    {
        _bucket.Slot.Inject(ResponseBucketFault.Silence, 1);

        var waiting = _bucket.PutAsync("hello?");
        await UntilItArrivedAsync();
        (await _bucket.PutAsync("another")).Status.ShouldBe(HttpStatusCode.OK);
        waiting.IsCompleted.ShouldBeFalse();
        await _bucket.It.DisposeAsync();

        await Should.ThrowAsync<HttpRequestException>(waiting);
    }

    async Task UntilItArrivedAsync()
    {
        for (var tries = 0; _bucket.Slot.Deliveries.Count == 0; tries++)
        {
            tries.ShouldBeLessThan(1000);
            await Task.Delay(10, Token);
        }
    }

    [Fact]
    public async Task RefusesConnectionsAndIsBackAtTheSamePort()
    {
        await _bucket.It.RefuseConnectionsAsync();
        var refused = await Should.ThrowAsync<HttpRequestException>(_bucket.PutAsync("closed"));
        await _bucket.It.AcceptConnectionsAsync(Token);

        refused.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        (await _bucket.PutAsync("open")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task FailsForEveryUrlButASlotsOwnFaultsComeFirst()
    {
        _bucket.It.Inject(ResponseBucketFault.SlowDown, 1);
        _bucket.Slot.Inject(ResponseBucketFault.Forbidden, 1);

        var statuses = new[] { await _bucket.PutAsync("1"), await _bucket.PutAsync("2"), await _bucket.PutAsync("3") };

        statuses.Select(reply => (int)reply.Status).ShouldBe([403, 503, 200]);
    }

    [Fact]
    public async Task SeesWhoFollowsARedirect()
    {
        using var credulous = new HttpClient();
        using var content = new ByteArrayContent([1]);
        _bucket.Slot.Inject(ResponseBucketFault.Redirect, 1);

        using var reply = await credulous.PutAsync(_bucket.Slot.Url, content, Token);

        reply.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        _bucket.It.Strays.ShouldHaveSingleItem().Path.ShouldBe("/nobody-may-follow");
    }
}

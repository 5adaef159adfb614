using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lockstep.Rehearsal.Tests.CloudFormation;

public sealed class ARequestThatBreaksTheRules : IAsyncLifetime
{
    readonly Bucket _bucket = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string Url => _bucket.Slot.Url.OriginalString;

    public ValueTask InitializeAsync() => _bucket.InitializeAsync();

    public ValueTask DisposeAsync() => _bucket.DisposeAsync();

    [Fact]
    public async Task IsRefusedForAnyByteOfItsUrl()
    {
        var accepted = new List<string>();
        var first = Url.IndexOf('/', "http://".Length) + 1;
        for (var index = first; index < Url.Length; index++)
        {
            var changed = Url[..index] + (Url[index] == 'a' ? 'b' : 'a') + Url[(index + 1)..];
            var (status, _) = await _bucket.PutAsync(changed, "{}");
            if (status != HttpStatusCode.Forbidden)
            {
                accepted.Add(changed);
            }
        }

        accepted.ShouldBeEmpty();
        _bucket.Slot.FirstAnswer.IsCompleted.ShouldBeFalse();
        _bucket.It.Strays.Count.ShouldBe(Url.Length - first);
    }

    [Theory]
    [InlineData("%3A", "%3a")]
    [InlineData("%3A", ":")]
    [InlineData("%7C", "|")]
    [InlineData("&X-Amz-Expires=7200&X-Amz-SignedHeaders=host", "&X-Amz-SignedHeaders=host&X-Amz-Expires=7200")]
    public async Task IsRefusedForAUrlThatOnlyMeansTheSame(string original, string changed)
    {
        var reply = await _bucket.PutAsync(Url.Replace(original, changed, StringComparison.Ordinal), "{}");

        reply.Status.ShouldBe(HttpStatusCode.Forbidden);
        reply.Body.ShouldContain("<Code>SignatureDoesNotMatch</Code>");
    }

    [Fact]
    public async Task IsRefusedWithoutASignature()
    {
        var reply = await _bucket.PutAsync(Url.Split('?')[0], "{}");

        reply.Status.ShouldBe(HttpStatusCode.Forbidden);
        reply.Body.ShouldContain("<Code>AccessDenied</Code><Message>Access Denied</Message>");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task IsRefusedForAnotherMethodThanPut(string method) =>
        (await _bucket.PutAsync(Url, "{}", request => request.Method = new(method))).Body
            .ShouldContain("<Code>SignatureDoesNotMatch</Code>");

    [Fact]
    public async Task IsRefusedForAnotherHost() =>
        (await _bucket.PutAsync(Url, "{}", request => request.Headers.Host = "localhost")).Body
            .ShouldContain("<Code>SignatureDoesNotMatch</Code>");

    [Fact]
    public async Task IsRefusedForAContentType()
    {
        var reply = await _bucket.PutAsync(Url, "{}", request => request.Content!.Headers.ContentType = new("application/json"));

        reply.Status.ShouldBe(HttpStatusCode.Forbidden);
        reply.Body.ShouldContain("<Code>SignatureDoesNotMatch</Code>");
    }

    [Fact]
    public async Task IsNotRefusedForAnEmptyContentType() =>
        (await _bucket.PutAsync(Url, "{}", request => request.Content!.Headers.TryAddWithoutValidation("Content-Type", "")))
            .Status.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task IsRefusedForAHeaderOfAmazonsThatIsNotSigned() =>
        (await _bucket.PutAsync(Url, "{}", request => request.Headers.Add("x-amz-acl", "public-read"))).Body
            .ShouldContain("<HeadersNotSigned>x-amz-acl</HeadersNotSigned>");

    [Fact]
    public async Task IsRefusedInChunks()
    {
        var reply = await _bucket.PutAsync(Url, "{}", request => request.Headers.TransferEncodingChunked = true);

        reply.Status.ShouldBe(HttpStatusCode.NotImplemented);
        reply.Body.ShouldContain("<Code>NotImplemented</Code>");
    }

    [Fact]
    public async Task IsRefusedWithoutALength()
    {
        using var client = new TcpClient("127.0.0.1", _bucket.Slot.Url.Port);
        await using var stream = client.GetStream();
        var head = $"PUT {_bucket.Slot.Url.PathAndQuery} HTTP/1.1\r\nHost: {_bucket.It.HostAndPort}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Token);
        using var reader = new StreamReader(stream);

        var reply = await reader.ReadToEndAsync(Token);

        reply.ShouldStartWith("HTTP/1.1 411 ");
        reply.ShouldContain("<Code>MissingContentLength</Code>");
    }

    [Fact]
    public async Task IsRefusedTwoHoursAfterTheUrlWasSigned()
    {
        _bucket.Clock.Advance(TimeSpan.FromSeconds(7200));
        (await _bucket.PutAsync("{}")).Status.ShouldBe(HttpStatusCode.OK);

        _bucket.Clock.Advance(TimeSpan.FromSeconds(1));
        var late = await _bucket.PutAsync("{}");

        late.Status.ShouldBe(HttpStatusCode.Forbidden);
        late.Body.ShouldContain("<Message>Request has expired</Message><X-Amz-Expires>7200</X-Amz-Expires>"
            + "<Expires>2026-11-22T12:11:12Z</Expires><ServerTime>2026-11-22T12:11:13Z</ServerTime>");
    }

    [Fact]
    public async Task IsRecordedAllTheSame()
    {
        await _bucket.PutAsync(Url, "{}", request => request.Content!.Headers.ContentType = new("text/plain"));

        var refused = _bucket.Slot.Deliveries.ShouldHaveSingleItem();

        (refused.Status, refused.IsStored).ShouldBe((403, false));
        refused.Headers["Content-Type"].ShouldBe("text/plain");
        _bucket.Slot.FirstAnswer.IsCompleted.ShouldBeFalse();
    }
}

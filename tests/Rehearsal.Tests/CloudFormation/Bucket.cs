using System.Net;
using System.Text;
using Lockstep.Rehearsal.CloudFormation;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.Rehearsal.Tests.CloudFormation;

/// <summary>A bucket with a clock to turn, a URL issued, and a client that sends it things.</summary>
public sealed class Bucket : IAsyncLifetime
{
    public const string Stack = "arn:aws:cloudformation:eu-west-1:123456789012:stack/orders/0b1e2d80-1c2f-11ef-9b5a-0a1b2c3d4e5f";

    readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    ResponseBucket? _bucket;
    ResponseSlot? _slot;

    public FakeTimeProvider Clock { get; } = new(new(2026, 11, 22, 10, 11, 12, TimeSpan.Zero));

    public ResponseBucket It => _bucket!;

    public ResponseSlot Slot => _slot!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bucket = await ResponseBucket.StartAsync(Clock, Token);
        _slot = It.Issue(Stack, "Migration", "req-1");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await It.DisposeAsync();
    }

    public async Task<(HttpStatusCode Status, string Body)> PutAsync(
        string address, string body, Action<HttpRequestMessage>? change = null)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var request = new HttpRequestMessage(HttpMethod.Put, Exactly(address)) { Content = content };
        change?.Invoke(request);
        using var response = await _client.SendAsync(request, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    public Task<(HttpStatusCode Status, string Body)> PutAsync(string body) => PutAsync(Slot.Url.OriginalString, body);

    static Uri Exactly(string address) =>
        new(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}

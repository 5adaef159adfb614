using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lockstep.Rehearsal.Aws;

namespace Lockstep.Rehearsal.Tests.Aws;

public sealed class InvokingAFunction : IAsyncLifetime
{
    const string Arn = "arn:aws:lambda:eu-west-1:123456789012:function:migrate";

    const string Signature =
        "Credential=AKIDEXAMPLE/20261122/eu-west-1/lambda/aws4_request, SignedHeaders=host;x-amz-date;x-amz-invocation-type, "
        + "Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    readonly HttpClient _client = new();
    readonly ConcurrentQueue<(string Function, string Event)> _queued = new();
    LambdaStandIn? _lambda;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _lambda = await LambdaStandIn.StartAsync(
        "eu-west-1", (function, body) => _queued.Enqueue((function, Encoding.UTF8.GetString(body.Span))), Token);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _lambda!.DisposeAsync();
    }

    [Fact]
    public async Task QueuesItsEvent()
    {
        (await InvokeAsync("""{"a":"ü"}""")).Status.ShouldBe(202);

        _queued.ShouldHaveSingleItem().ShouldBe((Arn, """{"a":"ü"}"""));
    }

    [Theory]
    [InlineData(LambdaFault.AccessDenied, 403, "AccessDeniedException")]
    [InlineData(LambdaFault.Throttled, 429, "TooManyRequestsException")]
    [InlineData(LambdaFault.InternalError, 500, "ServiceException")]
    public async Task FailsAsItIsTold(LambdaFault fault, int status, string type)
    {
        _lambda!.Inject(fault, 1);

        var refused = await InvokeAsync("{}");

        (refused.Status, refused.Type).ShouldBe((status, type));
        refused.Message.ShouldNotBeEmpty();
        _queued.ShouldBeEmpty();
        (await InvokeAsync("{}")).Status.ShouldBe(202);
    }

    [Theory]
    [InlineData("RequestResponse", "{}", 400, "InvalidParameterValueException")]
    [InlineData("Event", "{", 400, "InvalidRequestContentException")]
    public async Task RefusesWhatLambdaWouldNotQueue(string type, string body, int status, string error)
    {
        var refused = await InvokeAsync(body, type);

        (refused.Status, refused.Type).ShouldBe((status, error));
        _queued.ShouldBeEmpty();
    }

    [Fact]
    public async Task HasAMegabyte()
    {
        var most = $"\"{new string('x', (1024 * 1024) - 2)}\"";

        (await InvokeAsync(most)).Status.ShouldBe(202);
        var refused = await InvokeAsync($"{most} ");

        (refused.Status, refused.Type).ShouldBe((413, "RequestTooLargeException"));
    }

    [Fact]
    public async Task WantsASignature()
    {
        var refused = await InvokeAsync("{}", signature: Signature.Replace("/lambda/", "/s3/", StringComparison.Ordinal));

        (refused.Status, refused.Type).ShouldBe((403, "InvalidSignatureException"));
        _queued.ShouldBeEmpty();
    }

    async Task<(int Status, string? Type, string Message)> InvokeAsync(
        string body, string type = "Event", string signature = Signature)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(_lambda!.Endpoint, $"/2015-03-31/functions/{Uri.EscapeDataString(Arn)}/invocations"))
        {
            Content = new StringContent(body),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("AWS4-HMAC-SHA256", signature);
        request.Headers.Add("X-Amz-Date", "20261122T101112Z");
        request.Headers.Add("X-Amz-Invocation-Type", type);
        using var response = await _client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return (
            (int)response.StatusCode,
            response.Headers.TryGetValues("x-amzn-ErrorType", out var values) ? values.Single().Split(':')[0] : null,
            text.Length == 0 ? "" : JsonElement.Parse(text).GetProperty("Message").GetString()!);
    }
}

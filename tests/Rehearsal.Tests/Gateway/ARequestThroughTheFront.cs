using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.Gateway;
using Lockstep.Rehearsal.Lambda;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.Rehearsal.Tests.Gateway;

public sealed class ARequestThroughTheFront : IAsyncLifetime
{
    const string Function = "arn:aws:lambda:eu-west-1:123456789012:function:api";

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));
    readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    Func<Task<InvocationResult?>> _answer = () => Task.FromResult<InvocationResult?>(null);
    HttpFront _front = null!;
    JsonObject _event = [];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _front = await HttpFront.StartAsync(TakeAsync, _time, Token);
        _front.Open("abc123", Function);
        _client.BaseAddress = _front.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _front.DisposeAsync();
    }

    [Fact]
    public async Task BecomesAnEventOfPayloadFormatTwo()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/products/1%2F2/stock?a=1&a=2&b=x%20y");
        request.Headers.TryAddWithoutValidation("X-Twice", ["one", "two"]);
        request.Headers.TryAddWithoutValidation("Cookie", "a=1; b=2");
        request.Content = new StringContent("""{"available":3}""", Encoding.UTF8, "application/json");

        using var answer = await _client.SendAsync(request, Token);

        Text("version").ShouldBe("2.0");
        Text("routeKey").ShouldBe("$default");
        Text("rawPath").ShouldBe("/products/1%2F2/stock");
        Text("rawQueryString").ShouldBe("a=1&a=2&b=x%20y");
        Text("cookies").ShouldBe("""["a=1","b=2"]""");
        Text("queryStringParameters").ShouldBe("""{"a":"1,2","b":"x y"}""");
        (Text("body"), Text("isBase64Encoded")).ShouldBe(("""{"available":3}""", "false"));
        var headers = _event["headers"]!.AsObject();
        $"{headers["x-twice"]}".ShouldBe("one, two");
        $"{headers["host"]}".ShouldBe("abc123.execute-api.eu-west-1.amazonaws.com");
        $"{headers["x-forwarded-proto"]}".ShouldBe("https");
        headers.ContainsKey("cookie").ShouldBeFalse();
        var context = _event["requestContext"]!;
        ($"{context["accountId"]}", $"{context["apiId"]}", $"{context["time"]}").ShouldBe(("123456789012", "abc123", "03/Feb/2026:04:05:06 +0000"));
        ($"{context["http"]!["method"]}", $"{context["http"]!["path"]}").ShouldBe(("PUT", "/products/1%2F2/stock"));
    }

    [Fact]
    public async Task HasItsBodyInBase64WhereThatIsNoText()
    {
        using var content = new ByteArrayContent([0xff, 0x00]) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };

        using var answer = await _client.PostAsync(new Uri("/", UriKind.Relative), content, Token);

        (Text("body"), Text("isBase64Encoded")).ShouldBe(("/wA=", "true"));
    }

    [Fact]
    public async Task IsAnsweredWithWhatTheFunctionReturned()
    {
        Respond("""{"statusCode":201,"headers":{"location":"/orders/1","etag":"\"1\""},"cookies":["a=1","b=2"],"body":"/wA=","isBase64Encoded":true}""");

        using var answer = await _client.GetAsync(new Uri("/orders", UriKind.Relative), Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        (answer.Headers.Location?.OriginalString, answer.Headers.ETag?.Tag).ShouldBe(("/orders/1", "\"1\""));
        answer.Headers.GetValues("Set-Cookie").ShouldBe(["a=1", "b=2"]);
        (await answer.Content.ReadAsByteArrayAsync(Token)).ShouldBe([0xff, 0x00]);
    }

    [Fact]
    public async Task IsAnsweredWithAnyResultThatNamesNoStatus()
    {
        Respond("""{"hello":"you"}""");

        using var answer = await _client.GetAsync(new Uri("/", UriKind.Relative), Token);

        (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token)).ShouldBe((HttpStatusCode.OK, """{"hello":"you"}"""));
    }

    [Theory]
    [InlineData("""{"statusCode":"none"}""")]
    [InlineData("""{"statusCode":99}""")]
    [InlineData("""{"statusCode":200,"body":"%","isBase64Encoded":true}""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task IsAnErrorWhenTheFunctionsResultIsNone(string result)
    {
        Respond(result);

        await ShouldBeAsync(HttpStatusCode.InternalServerError, "Internal Server Error");
    }

    [Fact]
    public async Task IsAnErrorWhenTheFunctionFailsOrIsNotThere()
    {
        await ShouldBeAsync(HttpStatusCode.InternalServerError, "Internal Server Error");

        _answer = () => Task.FromResult<InvocationResult?>(new Exited("1", 1));
        await ShouldBeAsync(HttpStatusCode.InternalServerError, "Internal Server Error");
    }

    [Fact]
    public async Task IsNotWaitedForLongerThanApiGatewayDoes()
    {
        _answer = async () =>
        {
            await Task.Delay(Timeout.Infinite, Token);
            return null;
        };
        var answering = ShouldBeAsync(HttpStatusCode.ServiceUnavailable, "Service Unavailable");
        await _asked.Task;
        while (!answering.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        await answering;
    }

    [Fact]
    public async Task FindsNothingWhenTheApiIsGone()
    {
        _front.Close();

        await ShouldBeAsync(HttpStatusCode.NotFound, "Not Found");
    }

    async Task ShouldBeAsync(HttpStatusCode status, string message)
    {
        using var answer = await _client.GetAsync(new Uri("/", UriKind.Relative), Token);
        (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token)).ShouldBe((status, $$"""{"message":"{{message}}"}"""));
    }

    string Text(string member) => _event[member] is JsonValue value ? $"{value}" : _event[member]!.ToJsonString();

    void Respond(string result) =>
        _answer = () => Task.FromResult<InvocationResult?>(new Responded("1", Encoding.UTF8.GetBytes(result)));

    Task<InvocationResult?> TakeAsync(string functionArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        functionArn.ShouldBe(Function);
        _event = (JsonObject)JsonNode.Parse(payload.Span)!;
        _asked.TrySetResult();
        return _answer();
    }
}

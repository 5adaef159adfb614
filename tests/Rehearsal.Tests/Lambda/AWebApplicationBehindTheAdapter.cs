using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.Aws;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Lambda.Adapting;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Rehearsal.Tests.Lambda;

public sealed class AWebApplicationBehindTheAdapter : IAsyncLifetime
{
    const string Event = """
        {
          "version": "2.0", "rawPath": "/orders/1%2F2", "rawQueryString": "a=1&b=x%20y", "cookies": ["a=1", "b=2"],
          "headers": { "content-type": "application/json", "content-length": "99", "if-match": "\"1\"", "host": "shop.example.com" },
          "requestContext": { "http": { "method": "PUT", "path": "/orders/1%2F2" }, "requestId": "r" },
          "body": "eyJuw7YiOjF9", "isBase64Encoded": true
        }
        """;

    RuntimeApi _api = null!;
    LoopbackHost _application = null!;
    WebAdapter? _adapter;
    Func<HttpContext, Task> _answer = static _ => Task.CompletedTask;
    int _polls;
    int _unready;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await RuntimeApi.StartAsync(new(), Token);
        _application = await LoopbackHost.StartAsync(AnswerAsync, Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_adapter is not null)
        {
            await _adapter.DisposeAsync();
        }

        await _application.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task GetsNoEventBeforeItIsReady()
    {
        _unready = 3;
        var invoking = InvokeAsync();
        (await invoking).ShouldBeOfType<Responded>();

        _polls.ShouldBe(4);
    }

    [Fact]
    public async Task GetsTheRequestThatTheEventTellsOf()
    {
        string? seen = null;
        _answer = async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var (request, headers) = (context.Request, context.Request.Headers);
            seen = $"{request.Method} {request.Path}{request.QueryString} {headers.ContentType} {headers.ContentLength} {headers.IfMatch} "
                + $"{headers.Cookie} {headers.Host} {await reader.ReadToEndAsync(Token)}";
            JsonNode.Parse($"{headers["x-amzn-request-context"]}")!["requestId"]!.GetValue<string>().ShouldBe("r");
            JsonNode.Parse($"{headers["x-amzn-lambda-context"]}")!["invoked_function_arn"]!.GetValue<string>().ShouldEndWith(":function");
        };

        (await InvokeAsync()).ShouldBeOfType<Responded>();

        seen.ShouldBe("PUT /orders/1%2F2?a=1&b=x%20y application/json 9 \"1\" a=1; b=2 shop.example.com {\"nö\":1}");
    }

    [Fact]
    public async Task GivesATextAsItIs()
    {
        _answer = context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (201, "application/problem+json");
            context.Response.Headers.Append("Set-Cookie", new(["a=1", "b=2"]));
            return context.Response.WriteAsync("nö", Token);
        };

        var result = await ResultAsync();

        $"{result["statusCode"]} {result["body"]} {result["isBase64Encoded"]}".ShouldBe("201 nö false");
        result["cookies"]!.ToJsonString().ShouldBe("""["a=1","b=2"]""");
        $"{result["headers"]!["content-type"]}".ShouldBe("application/problem+json");
        result["headers"]!.AsObject().ContainsKey("transfer-encoding").ShouldBeFalse();
    }

    [Theory]
    [InlineData("image/png", "")]
    [InlineData("application/json", "br")]
    public async Task GivesAnythingElseInBase64(string type, string encoding)
    {
        _answer = context =>
        {
            context.Response.ContentType = type;
            context.Response.Headers.ContentEncoding = encoding;
            return context.Response.Body.WriteAsync(new byte[] { 0xff, 0x00 }, Token).AsTask();
        };

        var result = await ResultAsync();

        ($"{result["body"]}", $"{result["isBase64Encoded"]}").ShouldBe(("/wA=", "true"));
    }

    [Fact]
    public async Task MakesAnErrorOfTheInvocationWhenItIsGone()
    {
        await InvokeAsync();
        await _application.RefuseAsync();

        (await InvokeAsync()).ShouldBeOfType<FunctionFailed>().Text().ShouldContain("Adapter.ApplicationUnreachable");
    }

    async Task<JsonObject> ResultAsync() =>
        (JsonObject)JsonNode.Parse((await InvokeAsync()).ShouldBeOfType<Responded>().Body.Span)!;

    Task<InvocationResult> InvokeAsync()
    {
        _adapter ??= WebAdapter.Start(
            _api.Address,
            new Uri($"http://{_application.HostAndPort}").Port,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["AWS_LWA_READINESS_CHECK_PATH"] = "/health/live" });
        return _api.InvokeAsync(Encoding.UTF8.GetBytes(Event), TimeSpan.FromSeconds(30), Token);
    }

    Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != "/health/live")
        {
            return _answer(context);
        }

        context.Response.StatusCode = ++_polls > _unready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }
}

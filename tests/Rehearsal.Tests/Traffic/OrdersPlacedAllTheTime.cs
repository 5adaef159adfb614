using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.Gateway;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Tests.Traffic;

/// <summary>Against a function that answers as the API does, or as it is told to.</summary>
public sealed class OrdersPlacedAllTheTime : IAsyncLifetime
{
    readonly List<(string Key, string Answer)> _orders = [];
    readonly Queue<string> _next = new();
    Action _onOrder = () => { };
    OrderOffer? _offer = new(HasKeys: true);
    HttpFront _front = null!;
    OrderFlow _flow = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _front = await HttpFront.StartAsync(AnswerAsync, TimeProvider.System, Token);
        _flow = new(_front, () => _offer, TimeProvider.System);
        _front.Open("abc", "arn:aws:lambda:eu-west-1:123456789012:function:api");
    }

    public async ValueTask DisposeAsync()
    {
        await _flow.DisposeAsync();
        await _front.DisposeAsync();
    }

    [Fact]
    public async Task AreCountedInTheWindowInWhichTheyWereSent()
    {
        _flow.Start();
        await _flow.SeenAsync(Window.Before, 2, Token);
        _flow.Window = Window.Migrating;
        await _flow.SeenAsync(Window.Migrating, 3, Token);
        await _flow.StopAsync();

        var trade = _flow.Close();
        trade.PlacedIn(Window.Before).ShouldBeGreaterThanOrEqualTo(2);
        trade.PlacedIn(Window.Migrating).ShouldBeGreaterThanOrEqualTo(3);
        trade.Acknowledged.ShouldBe(Enumerable.Range(1, _orders.Count).Select(id => (long)id), ignoreOrder: true);
        trade.Customers.ShouldBe([7L]);
        (trade.Doubtful, trade.HadApi, trade.HasApi).ShouldBe((0, true, true));
    }

    [Fact]
    public async Task AreSentAgainWithTheSameKeyAfterAnError()
    {
        _next.Enqueue(Answer(503, """{"detail":"The database cannot be reached."}"""));
        _flow.Start();
        await _flow.SeenAsync(Window.Before, 3, Token);
        await _flow.StopAsync();

        _orders[0].Key.ShouldNotBeEmpty();
        _orders[1].Key.ShouldBe(_orders[0].Key);
        (_orders[2].Key == _orders[0].Key).ShouldBeFalse();
        _flow.Close().Errors.ShouldBe([(Window.Before, Window.Before, "503 The database cannot be reached.", 1)]);
        _flow.Close().Doubtful.ShouldBe(0);
    }

    [Fact]
    public async Task AreLeftInDoubtWithoutKeys()
    {
        _offer = new(HasKeys: false);
        _next.Enqueue(Answer(500, """{"message":"Internal Server Error"}"""));
        _flow.Start();
        await _flow.SeenAsync(Window.Before, 2, Token);
        await _flow.StopAsync();

        _orders.ShouldAllBe(order => order.Key.Length == 0);
        _flow.Close().Doubtful.ShouldBe(1);
    }

    [Fact]
    public async Task AreNoneWhereTheApiCannotTakeThem()
    {
        _offer = null;
        _flow.Start();
        await _flow.SeenAsync(Window.Before, 1, Token);

        _flow.IsFlowing.ShouldBeFalse();
        await _flow.StopAsync();
        _flow.Close().Attempts.ShouldBeEmpty();
    }

    [Fact]
    public async Task AreErrorsOnceTheApiIsGone()
    {
        _flow.Start();
        await _flow.SeenAsync(Window.Before, 1, Token);
        _front.Close();
        _flow.Window = Window.Deleting;
        await _flow.SeenAsync(Window.Deleting, 2, Token);
        await _flow.StopAsync();

        _flow.Close().Errors.Single(error => error.Window == Window.Deleting).Error.ShouldBe("404 Not Found");
        _flow.Close().HasApi.ShouldBeFalse();
    }

    // One that was sent just before the API went was an error "before" that nobody could explain.
    [Fact]
    public async Task AreErrorsOfBothWindowsWhereTheStackWentOnMeanwhile()
    {
        _onOrder = () => _flow.Window = Window.Deleting;
        _next.Enqueue(Answer(404, """{"message":"Not Found"}"""));
        _flow.Start();
        await _flow.SeenAsync(Window.Before, 1, Token);
        await _flow.StopAsync();

        _flow.Close().Errors.ShouldBe([(Window.Before, Window.Deleting, "404 Not Found", 1)]);
    }

    Task<InvocationResult?> AnswerAsync(string functionArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var happening = JsonNode.Parse(payload.Span)!;
        var answer = ($"{happening["requestContext"]!["http"]!["method"]}", $"{happening["rawPath"]}") switch
        {
            ("GET", "/products/1/stock") => Answer(200, """{"available":1}""", "\"4\""),
            ("PUT", "/products/1/stock") => Answer($"{happening["headers"]!["if-match"]}" == "\"4\"" ? 200 : 412, "{}"),
            ("POST", "/customers") => Answer(201, """{"id":7}"""),
            ("POST", "/customers/7/addresses") => Answer(201, """{"id":8}"""),
            ("POST", "/orders") => Order($"{happening["headers"]!["idempotency-key"]}"),
            _ => Answer(404, "{}"),
        };
        return Task.FromResult<InvocationResult?>(new Responded("1", Encoding.UTF8.GetBytes(answer)));
    }

    string Order(string key)
    {
        var id = _orders.Count(order => order.Answer.Contains("201", StringComparison.Ordinal)) + 1;
        var answer = _next.TryDequeue(out var given) ? given : Answer(201, string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}}}"""));
        _orders.Add((key, answer));
        _onOrder();
        return answer;
    }

    static string Answer(int status, string body, string etag = "\"1\"") => new JsonObject
    {
        ["statusCode"] = status,
        ["headers"] = new JsonObject { ["content-type"] = "application/json", ["etag"] = etag },
        ["body"] = body,
    }.ToJsonString();
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lockstep.CustomResources.Responses;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class DeliveringTheAnswer
{
    // Every character that a presigned URL can hold, some of which .NET would rewrite.
    const string PathAndQuery = "/arn%3Aaws%7Craw|%2E%2D%7e~/./a//b/%2f+%20?X=a%2Bb+c&Signature=%2F%3d&empty=&flag";

    [Fact]
    public async Task SendsOnePlainPutToTheByte()
    {
        await using var bucket = new Loopback();

        await HandleAsync(bucket);

        bucket.Requests.ShouldHaveSingleItem()
            .Replace(bucket.Authority, "HOST", StringComparison.Ordinal)
            .Replace("\r\n", "⏎\n", StringComparison.Ordinal)
            .ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    [Theory]
    [InlineData("500 Internal Server Error")]
    [InlineData("503 Slow Down")]
    [InlineData("408 Request Timeout")]
    [InlineData("429 Too Many Requests")]
    public async Task TriesAgainWhenS3IsUnwell(string status)
    {
        var unwell = Loopback.Reply(status, "<Error><Code>SlowDown</Code></Error>");
        await using var bucket = new Loopback(Enumerable.Repeat(unwell, 3));

        var log = await HandleAsync(bucket);

        bucket.Requests.Count.ShouldBe(4);
        bucket.Requests.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        log.Lines.Where(line => line.Text("level") == "WARN").Select(line => line.Text("message"))
            .First().ShouldBe($"The answer was not accepted (attempt 1): S3 answered {status[..3]} SlowDown.");
    }

    [Fact]
    public async Task TriesAgainWhenTheConnectionBreaks()
    {
        await using var bucket = new Loopback(Loopback.ResetAsync, Loopback.ResetAsync);

        await HandleAsync(bucket);

        bucket.Requests.Count.ShouldBe(3);
        bucket.Requests.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("403 Forbidden", "<?xml?><Error><Code>AccessDenied</Code></Error>", "S3 answered 403 AccessDenied.")]
    [InlineData("403 Forbidden", "<Code>not a code, &lt;script&gt;</Code>", "S3 answered 403.")]
    [InlineData("400 Bad Request", "", "S3 answered 400.")]
    [InlineData("307 Temporary Redirect", "", "S3 answered 307.")]
    [InlineData("301 Moved Permanently", "", "S3 answered 301.")]
    public async Task GivesUpWhenS3Refuses(string status, string body, string problem)
    {
        await using var bucket = new Loopback(Loopback.Reply(status, body, "Location: http://127.0.0.1:1/elsewhere\r\n"));
        using var handler = ResponseHttp.CreateHandler();
        var provider = ProviderFor(bucket, handler);

        var exception = await Should.ThrowAsync<InvocationFailedException>(() => HandleAsync(provider, bucket));

        exception.ErrorType.ShouldBe("Lockstep.AnswerNotDelivered");
        exception.Message.ShouldStartWith("{\"Status\":\"SUCCESS\"");
        bucket.Requests.Select(request => request.Split("\r\n\r\n")[1]).ShouldBe([exception.Message]);
        provider.Log.Lines.Single(line => line.Text("level") == "ERROR").Text("message")
            .ShouldBe($"The answer could not be delivered: {problem}");
        provider.Log.Text.ShouldNotContain("Signature=");
    }

    [Fact]
    public async Task NeverTurnsASuccessIntoAFailure()
    {
        using var bucket = new Bucket([.. Enumerable.Repeat(HttpStatusCode.ServiceUnavailable, 100)]);
        var provider = new Provider(bucket: bucket) { Timeout = TimeSpan.FromMinutes(1) };

        var exception = await Should.ThrowAsync<InvocationFailedException>(
            () => provider.Clock.RunAsync(() => provider.HandleAsync(Events.Create().Bytes())));
        var again = new Provider(provider.Thing);
        await again.HandleAsync(Events.Create().Bytes());

        bucket.Puts.Count.ShouldBeGreaterThan(3);
        bucket.Puts.ShouldAllBe(put => put.Text == exception.Message);
        again.Bucket.Puts.ShouldHaveSingleItem().Text.ShouldBe(exception.Message);
    }

    [Fact]
    public async Task TellsAboutTheRouteWhenNothingAnswers()
    {
        using var bucket = new Bucket { BeforeReply = token => Task.Delay(Timeout.Infinite, token) };
        var provider = new Provider(bucket: bucket) { Timeout = TimeSpan.FromMinutes(1) };

        var exception = await Should.ThrowAsync<InvocationFailedException>(
            () => provider.Clock.RunAsync(() => provider.HandleAsync(Events.Create().Bytes())));

        exception.ErrorType.ShouldBe("Lockstep.AnswerNotDelivered");
        provider.Log.Lines.Single(line => line.Text("level") == "ERROR").Text("message").ShouldBe(
            $"The answer could not be delivered: {Events.Host} did not answer in time. A function in a VPC needs a route to S3: "
            + "a gateway endpoint in the route table of each of its subnets, whose policy admits the bucket.");
    }

    // The watchdog, which is told after the third run, may have another way; so the runs do not look for one for 45 minutes.
    [Fact]
    public async Task TriesForTwoMinutesWhereNobodyAnswers()
    {
        using var bucket = new Bucket { BeforeReply = token => Task.Delay(Timeout.Infinite, token) };

        (await UndeliveredAsync(bucket)).ShouldBeInRange(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task TriesForAllItsTimeWhereS3HasAnsweredOnce()
    {
        var replies = 0;
        using var bucket = new Bucket([HttpStatusCode.ServiceUnavailable])
        {
            BeforeReply = token => replies++ > 0 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask,
        };

        (await UndeliveredAsync(bucket)).ShouldBeInRange(TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
    }

    static async Task<TimeSpan> UndeliveredAsync(Bucket bucket)
    {
        var provider = new Provider(bucket: bucket) { Timeout = TimeSpan.FromMinutes(15) };
        var start = provider.Clock.GetUtcNow();
        await Should.ThrowAsync<InvocationFailedException>(
            () => provider.Clock.RunAsync(() => provider.HandleAsync(Events.Create().Bytes())));
        return provider.Clock.GetUtcNow() - start;
    }

    [Fact]
    public async Task GivesAnAttemptFifteenSeconds()
    {
        var attempts = 0;
        using var bucket = new Bucket
        {
            BeforeReply = token => ++attempts < 3 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask,
        };
        var provider = new Provider(bucket: bucket);
        var start = provider.Clock.GetUtcNow();

        await provider.Clock.RunAsync(() => provider.HandleAsync(Events.Create().Bytes()));

        (provider.Clock.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(200));
        bucket.Puts.Count.ShouldBe(3);
    }

    [Fact]
    public async Task EndsWhenTheTimeDoesThoughAConnectionHangs()
    {
        using var handler = ResponseHttp.CreateHandler();
        using var hanging = new TcpListener(IPAddress.Loopback, 0);
        hanging.Start();
        var provider = new Provider(bucket: handler) { ResponseHosts = "127.0.0.1" };
        var function = new CustomResourceFunction(
            provider.Environment with { Clock = TimeProvider.System },
            ResourceDefinition.For("Custom::Thing", provider.Thing, ThingContext.Default.ThingProperties));
        var request = Events.Create().With("ResponseURL", $"http://{hanging.LocalEndpoint}/key").Bytes();
        var watch = Stopwatch.StartNew();

        await Should.ThrowAsync<InvocationFailedException>(
            () => function.HandleAsync(request, new FunctionInvocation("r", TimeProvider.System.GetUtcNow().AddSeconds(2))));

        // Long before the 15 s of an attempt.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(14));
    }

    [Fact]
    public async Task SaysThatNobodyListens()
    {
        var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var authority = port.LocalEndpoint.ToString();
        var request = Events.Create().With("ResponseURL", $"http://{authority}/key").Bytes();
        port.Dispose();
        using var handler = ResponseHttp.CreateHandler();
        var provider = new Provider(bucket: handler) { ResponseHosts = "127.0.0.1", Timeout = TimeSpan.FromSeconds(30) };

        await Should.ThrowAsync<InvocationFailedException>(
            () => provider.Clock.RunAsync(() => provider.HandleAsync(request)));

        provider.Log.Text.ShouldContain($"{authority} could not be reached (ConnectionError).");
    }

    [Fact]
    public async Task SaysThatTheConnectionBrokeBeforeTheReply()
    {
        var attempts = 0;
        using var bucket = new Bucket
        {
            BeforeReply = _ => ++attempts < 2 ? Task.FromException(Broken) : Task.CompletedTask,
        };
        var provider = new Provider(bucket: bucket);

        await provider.Clock.RunAsync(() => provider.HandleAsync(Events.Create().Bytes()));

        provider.Log.Text.ShouldContain("broke the connection before it replied; it may have the answer.");
        bucket.Puts.Count.ShouldBe(2);
    }

    // As SocketsHttpHandler has it.
    static HttpRequestException Broken => new(HttpRequestError.ResponseEnded, "An error occurred while sending the request.");

    [Fact]
    public void UsesNoProxyAndFollowsNobody()
    {
        using var handler = ResponseHttp.CreateHandler();

        handler.UseProxy.ShouldBeFalse();
        handler.AllowAutoRedirect.ShouldBeFalse();
        handler.UseCookies.ShouldBeFalse();
        handler.ConnectTimeout.ShouldBe(TimeSpan.FromSeconds(5));
    }

    static Provider ProviderFor(Loopback bucket, HttpMessageHandler handler) =>
        new(bucket: handler) { ResponseHosts = bucket.Authority };

    static async Task<LogLines> HandleAsync(Loopback bucket)
    {
        using var handler = ResponseHttp.CreateHandler();
        var provider = ProviderFor(bucket, handler);
        await HandleAsync(provider, bucket);
        return provider.Log;
    }

    static Task HandleAsync(Provider provider, Loopback bucket)
    {
        var request = Events.Create().With("ResponseURL", $"http://{bucket.Authority}{PathAndQuery}").Bytes();
        return provider.Clock.RunAsync(() => provider.HandleAsync(request), step: 0.01);
    }
}

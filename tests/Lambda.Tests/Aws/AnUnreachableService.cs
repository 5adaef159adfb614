using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Lockstep.Lambda.Aws;
using Lockstep.Lambda.Aws.Calling;
using Lockstep.Lambda.Tests.Support;

namespace Lockstep.Lambda.Tests.Aws;

public sealed class AnUnreachableService
{
    const string Arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf";

    const string NoRoute =
        "A function in a VPC reaches secretsmanager through a VPC endpoint (com.amazonaws.eu-west-1.secretsmanager) "
        + "or a NAT gateway, and its security group must let port 443 out.";

    static readonly AwsOptions Options =
        AwsWorld.Options(("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "key")) with
        {
            Time = new TimeInWhichPausesPass(),
        };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsNamedWithTheMissingVpcEndpointWhenConnectingTakesTooLong()
    {
        // The real handler's own connect timeout, only shorter, on a connection that is never made.
        var options = Options with
        {
            CreateHandler = () =>
            {
                var handler = (SocketsHttpHandler)AwsHttp.CreateHandler();
                handler.ConnectTimeout = TimeSpan.FromMilliseconds(20);
                handler.ConnectCallback = static async (_, cancellationToken) =>
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                    throw new InvalidOperationException("An endless wait ended.");
                };
                return handler;
            },
        };

        (await FailAsync(options)).Message.ShouldBe(
            $"Secrets Manager did not give the secret {Arn}: "
            + $"no connection to secretsmanager.eu-west-1.amazonaws.com within 5 s. {NoRoute}");
    }

    [Fact]
    public async Task IsNamedWhenNothingListensThere()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = free.LocalEndpoint.ToString();
        free.Stop();
        var options = Options with
        {
            Environment = name => name == "AWS_ENDPOINT_URL" ? $"http://{address}" : Options.Environment(name),
        };

        (await FailAsync(options)).Message.ShouldBe(
            $"Secrets Manager did not give the secret {Arn}: no connection to {address}. {NoRoute}");
    }

    [Theory]
    [InlineData(
        HttpRequestError.NameResolutionError,
        "the name {host} does not resolve. Check the region eu-west-1, and that the VPC has DNS resolution switched on.")]
    [InlineData(HttpRequestError.SecureConnectionError, "the TLS connection to {host} broke before it was made.")]
    [InlineData(HttpRequestError.ResponseEnded, "the connection to {host} broke.")]
    public async Task IsNamedWithWhatFailed(HttpRequestError error, string reason)
    {
        var options = Options with
        {
            CreateHandler = () => new FailingHandler(_ => throw new HttpRequestException(error, "quotes the request")),
        };

        var failure = await FailAsync(options);

        failure.IsPassing.ShouldBeTrue();
        failure.Message.ShouldBe($"Secrets Manager did not give the secret {Arn}: "
            + reason.Replace("{host}", "secretsmanager.eu-west-1.amazonaws.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IsNotAskedAgainWhereItsCertificateIsNotItsOwn()
    {
        var attempts = 0;
        var options = Options with
        {
            CreateHandler = () => new FailingHandler(_ =>
            {
                attempts++;
                throw new HttpRequestException(
                    HttpRequestError.SecureConnectionError, "quotes the request", new AuthenticationException());
            }),
        };

        var failure = await FailAsync(options);

        (failure.IsPassing, attempts).ShouldBe((false, 1));
        failure.Message.ShouldBe($"Secrets Manager did not give the secret {Arn}: "
            + "no TLS connection to secretsmanager.eu-west-1.amazonaws.com. "
            + "Something between this function and AWS answers in its place.");
    }

    // By the real handler, which says of a reset what it says of a wrong certificate.
    [Fact]
    public async Task IsAskedAgainWhereTheHandshakeIsBrokenOff()
    {
        var connections = 0;
        var options = Options with
        {
            CreateHandler = () =>
            {
                var handler = (SocketsHttpHandler)AwsHttp.CreateHandler();
                handler.ConnectCallback = (_, _) =>
                {
                    connections++;
                    return ValueTask.FromResult<Stream>(new MemoryStream());
                };
                return handler;
            },
        };

        var failure = await FailAsync(options);

        (failure.IsPassing, connections).ShouldBe((true, 4));
    }

    [Fact]
    public async Task IsGivenUpAfterTwentySecondsInAll()
    {
        var time = new TimeInWhichPausesPass();
        var attempts = 0;
        var options = Options with
        {
            Time = time,
            CreateHandler = () => new FailingHandler(cancellationToken =>
            {
                attempts++;
                time.Advance(TimeSpan.FromSeconds(8));
                return WaitAsync(cancellationToken);
            }),
        };

        (await FailAsync(options)).Message.ShouldBe(
            $"Secrets Manager did not give the secret {Arn}: "
            + $"no answer from secretsmanager.eu-west-1.amazonaws.com within 8 s. {NoRoute}");

        attempts.ShouldBe(3);
        (time.GetUtcNow() - time.Start).ShouldBe(TimeSpan.FromSeconds(24.6));
    }

    [Fact]
    public async Task IsLeftAtOnceWhenTheCallerGivesUp()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var asked = new TaskCompletionSource();
        var options = Options with
        {
            CreateHandler = () => new FailingHandler(cancellationToken =>
            {
                asked.TrySetResult();
                return WaitAsync(cancellationToken);
            }),
        };
        var asking = new SecretsManager(options).GetSecretValueAsync(Arn, patience.Token);
        await asked.Task;

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(asking);
    }

    static async Task WaitAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    static Task<AwsCallException> FailAsync(AwsOptions options) =>
        Should.ThrowAsync<AwsCallException>(new SecretsManager(options).GetSecretValueAsync(Arn, Token));

    sealed class FailingHandler(Func<CancellationToken, Task> fail) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await fail(cancellationToken);
            throw new InvalidOperationException("It did not fail.");
        }
    }
}

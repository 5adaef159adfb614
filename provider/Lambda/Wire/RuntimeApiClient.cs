using System.Net;
using Lockstep.Lambda.Errors;
using Lockstep.Lambda.Logging;
using Microsoft.Extensions.Logging;

namespace Lockstep.Lambda.Wire;

/// <summary>The calls of the Runtime API, and what each status means for the process.</summary>
sealed class RuntimeApiClient(RuntimeApiAddress address, LambdaRuntimeOptions options) : IDisposable
{
    const string ErrorContentType = "application/vnd.aws.lambda.error+json";

    readonly RuntimeApiConnection _connection = new(options);

    public static HttpMessageHandler CreateHandler() => new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    };

    public async Task<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        var reply = await _connection.GetAsync(address.Next, cancellationToken);
        return reply.Status == HttpStatusCode.OK ? InvocationReader.Read(reply) : throw Refused(address.Next, reply);
    }

    public async Task WaitForRestoreAsync(CancellationToken cancellationToken)
    {
        var reply = await _connection.GetAsync(address.RestoreNext, cancellationToken);
        if (reply.Status != HttpStatusCode.OK)
        {
            throw Refused(address.RestoreNext, reply);
        }
    }

    public Task PostResponseAsync(
        string awsRequestId, ReadOnlyMemory<byte> response, ILogger log, CancellationToken cancellationToken) =>
        PostAsync(new RuntimeApiPost(address.Response(awsRequestId), response, "application/json", null), log, cancellationToken);

    public Task PostErrorAsync(string awsRequestId, ErrorReport error, ILogger log, CancellationToken cancellationToken) =>
        PostErrorAsync(address.Error(awsRequestId), error, log, cancellationToken);

    public Task PostInitErrorAsync(ErrorReport error, CancellationToken cancellationToken) =>
        PostErrorAsync(address.InitError, error, options.Log, cancellationToken);

    public Task PostRestoreErrorAsync(ErrorReport error, CancellationToken cancellationToken) =>
        PostErrorAsync(address.RestoreError, error, options.Log, cancellationToken);

    public void Dispose() => _connection.Dispose();

    Task PostErrorAsync(Uri url, ErrorReport error, ILogger log, CancellationToken cancellationToken) =>
        PostAsync(new RuntimeApiPost(url, error.Body, ErrorContentType, error.HeaderType), log, cancellationToken);

    async Task PostAsync(RuntimeApiPost post, ILogger log, CancellationToken cancellationToken)
    {
        var reply = await _connection.PostAsync(post, log, cancellationToken);
        switch (reply.Status)
        {
            case HttpStatusCode.Accepted:
                break;
            case HttpStatusCode.RequestEntityTooLarge:
                // The API has told the caller. An error on top would be a second answer, and a 403.
                log.AnswerTooLarge(post.Body.Length, reply.Describe());
                break;
            case HttpStatusCode.BadRequest:                       // the invocation is over, its time ran out
            case HttpStatusCode.Forbidden when reply.Repeated:    // the attempt that broke had arrived after all
                log.AnswerNotWanted(reply.Describe());
                break;
            default:
                throw Refused(post.Url, reply);
        }
    }

    static RuntimeApiException Refused(Uri url, RuntimeApiReply reply) =>
        new($"The Runtime API answered {url.AbsolutePath} with {reply.Describe()}");
}

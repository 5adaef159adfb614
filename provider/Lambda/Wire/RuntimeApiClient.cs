using System.Net;
using Lockstep.Lambda.Errors;

namespace Lockstep.Lambda.Wire;

/// <summary>The calls of the Runtime API, and what each status means for the process.</summary>
sealed class RuntimeApiClient(RuntimeApiAddress address, LambdaRuntimeOptions options) : IDisposable
{
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

    public Task PostResponseAsync(string awsRequestId, ReadOnlyMemory<byte> response, CancellationToken cancellationToken) =>
        PostAsync(new RuntimeApiPost(address.Response(awsRequestId), response, "application/json", null), cancellationToken);

    public Task PostErrorAsync(string awsRequestId, ErrorReport error, CancellationToken cancellationToken) =>
        PostErrorAsync(address.Error(awsRequestId), error, cancellationToken);

    public Task PostInitErrorAsync(ErrorReport error, CancellationToken cancellationToken) =>
        PostErrorAsync(address.InitError, error, cancellationToken);

    public Task PostRestoreErrorAsync(ErrorReport error, CancellationToken cancellationToken) =>
        PostErrorAsync(address.RestoreError, error, cancellationToken);

    public void Dispose() => _connection.Dispose();

    Task PostErrorAsync(Uri url, ErrorReport error, CancellationToken cancellationToken) =>
        PostAsync(new RuntimeApiPost(url, error.Body, "application/vnd.aws.lambda.error+json", error.HeaderType), cancellationToken);

    async Task PostAsync(RuntimeApiPost post, CancellationToken cancellationToken)
    {
        var reply = await _connection.PostAsync(post, cancellationToken);
        switch (reply.Status)
        {
            case HttpStatusCode.Accepted:
                break;
            case HttpStatusCode.RequestEntityTooLarge:
                // The API has told the caller. An error on top would be a second answer, and a 403.
                options.Log.AnswerTooLarge(post.Body.Length, reply.Describe());
                break;
            case HttpStatusCode.BadRequest:                       // the invocation is over, its time ran out
            case HttpStatusCode.Forbidden when reply.Repeated:    // the attempt that broke had arrived after all
                options.Log.AnswerNotWanted(reply.Describe());
                break;
            default:
                throw Refused(post.Url, reply);
        }
    }

    static RuntimeApiException Refused(Uri url, RuntimeApiReply reply) =>
        new($"The Runtime API answered {url.AbsolutePath} with {reply.Describe()}");
}

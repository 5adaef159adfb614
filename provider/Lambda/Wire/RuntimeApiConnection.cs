using Lockstep.Lambda.Logging;
using Microsoft.Extensions.Logging;

namespace Lockstep.Lambda.Wire;

/// <summary>
/// Sends calls and connects again when a connection breaks: after a freeze the pooled one may be dead. An API that
/// stays away is given up after about thirteen seconds, so that the process neither spins nor lingers.
/// </summary>
sealed class RuntimeApiConnection(LambdaRuntimeOptions options) : IDisposable
{
    const int Attempts = 10;

    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3.2);

    readonly HttpClient _http = CreateClient(options.CreateHandler);

    public static HttpClient CreateClient(Func<HttpMessageHandler> createHandler) => new(createHandler())
    {
        Timeout = Timeout.InfiniteTimeSpan,  // `next` waits for hours, and a timer that ran through a freeze would fire at once
        DefaultRequestHeaders = { { "User-Agent", "lockstep-lambda" } },
    };

    public Task<RuntimeApiReply> GetAsync(Uri url, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, url), options.Log, cancellationToken);

    public Task<RuntimeApiReply> PostAsync(RuntimeApiPost post, ILogger log, CancellationToken cancellationToken) =>
        SendAsync(post.ToRequest, log, cancellationToken);

    public void Dispose() => _http.Dispose();

    async Task<RuntimeApiReply> SendAsync(
        Func<HttpRequestMessage> create, ILogger log, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = create();
            try
            {
                using var response = await _http.SendAsync(request, cancellationToken);
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                return new RuntimeApiReply(response.StatusCode, response.Headers, body, Repeated: attempt > 1);
            }
            catch (HttpRequestException broken) when (attempt < Attempts)
            {
                var pause = PauseAfter(attempt);
                log.Reconnecting(broken.Message, pause);
                await Task.Delay(pause, options.Time, cancellationToken);
            }
            catch (HttpRequestException broken)
            {
                throw new RuntimeApiException(
                    $"The Runtime API at {request.RequestUri!.Authority} is gone: "
                    + $"{attempt} attempts, the last: {broken.Message}");
            }
        }
    }

    // The first repetition comes at once: a connection that died in a freeze is the common case.
    static TimeSpan PauseAfter(int attempt)
    {
        if (attempt == 1)
        {
            return TimeSpan.Zero;
        }
        var pause = FirstPause * Math.Pow(2, attempt - 2);
        return pause < LongestPause ? pause : LongestPause;
    }
}

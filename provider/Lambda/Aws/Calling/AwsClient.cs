using Amazon.Runtime;
using Lockstep.Lambda.Aws.Identity;
using Lockstep.Lambda.Aws.Signing;
using Lockstep.Lambda.Logging;

namespace Lockstep.Lambda.Aws.Calling;

/// <summary>
/// Signs a request and sends it, and again while AWS is busy or unreachable: at most four times, at most twenty seconds
/// in all.
/// </summary>
sealed class AwsClient(AwsOptions options)
{
    const int Attempts = 4;

    static readonly TimeSpan AllAttempts = TimeSpan.FromSeconds(20);
    static readonly TimeSpan OneAttempt = TimeSpan.FromSeconds(8);
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    readonly AwsCredentials _credentials = new(options);

    /// <summary>The body of a successful answer.</summary>
    /// <exception cref="AwsCallException">AWS refused, or did not answer in time.</exception>
    public async Task<ReadOnlyMemory<byte>> SendAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        var credentials = await _credentials.GetAsync(request.Complaint, cancellationToken);
        using var enough = new CancellationTokenSource(AllAttempts, options.Time);
        using var http = new HttpClient(options.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        for (var attempt = 1; ; attempt++)
        {
            var reply = await AttemptAsync(http, request, credentials, enough.Token, cancellationToken);
            if (reply.Failure is not { } failure)
            {
                return reply.Body;
            }
            var pause = FirstPause * Math.Pow(2, attempt - 1);
            if (!failure.Passing || attempt == Attempts || !await PausedAsync(pause, enough.Token, cancellationToken))
            {
                throw failure.ToException(request.Complaint);
            }
            options.Log.AwsCallRepeated(request.Complaint, failure.Reason);
        }
    }

    async Task<AwsReply> AttemptAsync(
        HttpClient http,
        AwsRequest request,
        ImmutableCredentials credentials,
        CancellationToken enough,
        CancellationToken cancellationToken)
    {
        using var message = RequestSigner.Sign(request, credentials, options.Time.GetUtcNow());
        TraceHeader.AddTo(message, options);
        using var one = new CancellationTokenSource(OneAttempt, options.Time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(one.Token, enough, cancellationToken);
        try
        {
            using var response = await http.SendAsync(message, any.Token);
            var body = await response.Content.ReadAsByteArrayAsync(any.Token);
            return response.IsSuccessStatusCode
                ? new AwsReply(body, null)
                : AwsReply.Failed(AwsErrors.Read(response, body, request));
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            return AwsReply.Failed(NoAnswer.Late(late, request, OneAttempt));
        }
        catch (HttpRequestException broken)
        {
            return AwsReply.Failed(NoAnswer.Broken(broken, request));
        }
    }

    async Task<bool> PausedAsync(TimeSpan pause, CancellationToken enough, CancellationToken cancellationToken)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(enough, cancellationToken);
        try
        {
            await Task.Delay(pause, options.Time, any.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

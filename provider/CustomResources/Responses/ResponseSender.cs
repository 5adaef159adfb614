using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources.Responses;

/// <summary>Puts answers where CloudFormation looks for them, again and again while there is time and hope.</summary>
sealed class ResponseSender(FunctionEnvironment environment)
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // Where there is no way to S3, the rest of the time helps nobody: the next run comes all the sooner, and after the last one
    // whoever is told of it, a watchdog that has another way.
    static readonly TimeSpan UnreachedPatience = TimeSpan.FromMinutes(2);

    readonly ResponseAttempt _attempt = new(environment.Http, environment.Clock);

    /// <summary>Null: delivered; else what a person must know.</summary>
    public async Task<string?> PutAsync(Uri url, ReadOnlyMemory<byte> document, ILogger log, CancellationToken cancellationToken)
    {
        var (started, isReached) = (environment.Clock.GetTimestamp(), false);
        var problem = "no time was left for it.";
        for (var attempt = 1; !cancellationToken.IsCancellationRequested; attempt++)
        {
            var result = await _attempt.PutAsync(url, document, cancellationToken);
            isReached |= result.IsReached;
            if (result.Problem is null || result.IsFinal
                || (!isReached && environment.Clock.GetElapsedTime(started) >= UnreachedPatience))
            {
                return result.Problem;
            }

            problem = result.Problem;
            log.AttemptFailed(attempt, problem);
            await PauseAsync(attempt, cancellationToken);
        }

        return problem;
    }

    async Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var longest = FirstPause * Math.Pow(2, int.Min(attempt, 10));
        var pause = environment.Jitter() * (longest < LongestPause ? longest : LongestPause);
        try
        {
            await Task.Delay(pause, environment.Clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}

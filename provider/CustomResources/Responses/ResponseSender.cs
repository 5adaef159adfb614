using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources.Responses;

/// <summary>Puts answers where CloudFormation looks for them, again and again while there is time and hope.</summary>
sealed class ResponseSender(FunctionEnvironment environment)
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    readonly ResponseAttempt _attempt = new(environment.Http, environment.Clock);

    /// <summary>Null: delivered; else what a person must know.</summary>
    public async Task<string?> PutAsync(Uri url, ReadOnlyMemory<byte> document, ILogger log, CancellationToken cancellationToken)
    {
        string? problem = null;
        for (var attempt = 1; !cancellationToken.IsCancellationRequested; attempt++)
        {
            var result = await _attempt.PutAsync(url, document, cancellationToken);
            problem = result.Problem;
            if (problem is null || result.IsFinal)
            {
                return problem;
            }

            log.AttemptFailed(attempt, problem);
            await PauseAsync(attempt, cancellationToken);
        }

        return problem ?? "no time was left for it.";
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

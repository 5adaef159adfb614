using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources.Responses;

/// <summary>Puts answers where CloudFormation looks for them, again and again while there is time and hope.</summary>
sealed class ResponseSender(HttpMessageHandler handler, TimeProvider clock)
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    readonly ResponseAttempt _attempt = new(handler, clock);

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

    [SuppressMessage("Security", "CA5394", Justification = "Jitter keeps clients apart; nobody gains from guessing it.")]
    async Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var longest = FirstPause * Math.Pow(2, int.Min(attempt, 10));
        var pause = Random.Shared.NextDouble() * (longest < LongestPause ? longest : LongestPause);
        try
        {
            await Task.Delay(pause, clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}

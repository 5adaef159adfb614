using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Continuing;

/// <summary>Hands work that is not done to the next run: to a new invocation, else to Lambda's own retry of this one.</summary>
sealed class Relay(FunctionEnvironment environment)
{
    // Of the 15 s that are kept for the answer: where there is no way to Lambda's API, a connection is never made.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    static readonly string TooLate = string.Create(
        CultureInfo.InvariantCulture,
        $"Lambda's API did not take it within {Patience.TotalSeconds:0} s. A function in a VPC reaches it through a VPC "
        + $"endpoint for Lambda or a NAT gateway.");

    /// <summary>Invokes the function for the next run.</summary>
    /// <param name="call">This run.</param>
    /// <param name="next">What its resource returned.</param>
    /// <param name="eventJson">This run's event.</param>
    /// <param name="functionArn">The function; null where it is not known.</param>
    /// <exception cref="InvocationFailedException">It could not be invoked: Lambda's retry is the next run.</exception>
    public async Task HandOnAsync(Call call, Continue next, ReadOnlyMemory<byte> eventJson, string? functionArn)
    {
        var run = call.Budget.Run + 1;
        var carried = new CarriedRun(run, call.StartedAt, environment.Clock.GetUtcNow(), next.State ?? "");
        var worked = (long)call.Deadline.Worked.TotalMilliseconds;
        if (await InvokeAsync(functionArn, CarriedEvent.Write(eventJson.Span, carried), call.Deadline.AnswerToken) is { } problem)
        {
            call.Log.LeftToLambda(worked, problem);
            throw new InvocationFailedException(
                "Lockstep.Continue", "The work is not done, and goes on when Lambda runs this event again.");
        }

        call.Log.HandedOn(worked, run);
    }

    /// <returns>Null: the event is queued. Else why not.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever stops it, Lambda's own retry is the way that remains.")]
    async Task<string?> InvokeAsync(string? functionArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (environment.InvokeAsync is not { } invokeAsync || functionArn is null)
        {
            return "The function has no way to invoke itself.";
        }

        if (payload.Length > CarriedEvent.MostBytes)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The event of the next run has {payload.Length} bytes, and Lambda takes {CarriedEvent.MostBytes}.");
        }

        using var enough = new CancellationTokenSource(Patience, environment.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        try
        {
            await invokeAsync(functionArn, payload, either.Token).WaitAsync(either.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            return TooLate;
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
    }
}

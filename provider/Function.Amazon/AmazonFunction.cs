using Amazon.Lambda.Core;
using Lockstep.CustomResources;
using Lockstep.Lambda;
using Lockstep.Lambda.Logging;
using Microsoft.Extensions.Logging;

namespace Lockstep.Function.Amazon;

/// <summary>Puts the function on Amazon's runtime client, which does what <see cref="LambdaRuntime"/> does elsewhere.</summary>
/// <param name="create">Reads the configuration and builds the function.</param>
/// <param name="log">All lines of an invocation stand in a scope with its ids.</param>
/// <param name="clock">Turns the time that is left into an instant.</param>
sealed class AmazonFunction(Func<InvocationHandler> create, ILogger log, TimeProvider clock)
{
    InvocationHandler? _handler;

    /// <summary>Runs before the first event; what it throws the client reports to <c>init/error</c>.</summary>
    /// <returns>True: serve.</returns>
    public Task<bool> InitialiseAsync()
    {
        _handler = create();
        return Task.FromResult(true);
    }

    /// <summary>Hands one event over.</summary>
    /// <exception cref="AnswerNotDelivered">See there.</exception>
    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        using var bytes = new MemoryStream();
        await input.CopyToAsync(bytes);
        var invocation = new Invocation(
            context.AwsRequestId,
            bytes.ToArray(),
            DeadlineOf(context),
            context.InvokedFunctionArn,
            string.IsNullOrEmpty(context.TraceId) ? null : context.TraceId);
        using var scope = log.BeginInvocation(invocation);
        try
        {
            var answer = await (_handler ??= create())(invocation);
            return new MemoryStream(answer.ToArray(), writable: false);
        }
        catch (InvocationFailedException failure) when (failure.ErrorType == AnswerNotDelivered.ErrorType)
        {
            throw new AnswerNotDelivered(failure.Message);
        }
    }

    // The client computes it from a header without looking at it: an absurd one is beyond what a time span can hold.
    DateTimeOffset? DeadlineOf(ILambdaContext context)
    {
        try
        {
            return clock.GetUtcNow() + context.RemainingTime;
        }
        catch (Exception exception) when (exception is OverflowException or ArgumentException)
        {
            return null;
        }
    }
}

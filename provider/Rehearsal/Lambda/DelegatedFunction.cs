using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Rehearsal.Lambda;

/// <summary>A function whose code is a delegate of this process: as many invocations at once as there are events.</summary>
sealed class DelegatedFunction(FunctionHandler handler, string functionArn, TimeSpan timeout, TimeProvider time) : IFunction
{
    public async Task<InvocationResult> InvokeAsync(InvocationInput input, CancellationToken cancellationToken)
    {
        using var lifetime = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lifetime.Token, cancellationToken);
        var call = new FunctionCall(functionArn, input.AwsRequestId, input.Payload, time.GetUtcNow() + timeout);
        var running = RunAsync(call, either.Token);
        try
        {
            return await running.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TimedOut(input.AwsRequestId, timeout);
        }
    }

    public Task RetireAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a function throws is an error that Lambda reports.")]
    async Task<InvocationResult> RunAsync(FunctionCall call, CancellationToken cancellationToken)
    {
        try
        {
            return new Responded(call.AwsRequestId, await handler(call, cancellationToken));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var type = exception is FunctionErrorException error ? error.ErrorType : exception.GetType().Name;
            return new FunctionFailed(call.AwsRequestId, type, ErrorResponse.Write(type, exception.Message));
        }
    }
}

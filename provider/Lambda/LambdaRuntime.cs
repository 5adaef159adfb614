using System.Diagnostics.CodeAnalysis;
using Lockstep.Lambda.Errors;
using Lockstep.Lambda.Logging;
using Lockstep.Lambda.Wire;
using Microsoft.Extensions.Logging;

namespace Lockstep.Lambda;

/// <summary>
/// Serves a function over Lambda's Runtime API, one invocation at a time, from initialisation to the end of the process
/// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
/// </summary>
public sealed class LambdaRuntime(LambdaRuntimeOptions options)
{
    const string TraceVariable = "_X_AMZN_TRACE_ID";
    const string InitializationType = "AWS_LAMBDA_INITIALIZATION_TYPE";

    /// <summary>
    /// Initialises the function and serves events until the token is cancelled or the Runtime API refuses. An
    /// invocation in progress is answered before the loop ends. Throws nothing.
    /// </summary>
    /// <param name="initialise">
    /// Reads the configuration and builds the handler. What it throws is reported to <c>init/error</c>, so everything
    /// that can fail belongs inside.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends the loop between two invocations, see <see cref="TerminationSignal"/>.
    /// </param>
    /// <returns>
    /// The process's exit code. 0: the token was cancelled. 1: initialisation or restore failed, or the Runtime API
    /// refused or is gone. 2: there is no usable <c>AWS_LAMBDA_RUNTIME_API</c>; standard error says so.
    /// </returns>
    public async Task<int> RunAsync(Func<InvocationHandler> initialise, CancellationToken cancellationToken)
    {
        if (!RuntimeApiAddress.TryParse(options.Environment(RuntimeApiAddress.Variable), out var address, out var complaint))
        {
            await options.StandardError.WriteLineAsync(complaint);
            return 2;
        }
        using var api = new RuntimeApiClient(address, options);
        return await RunAsync(api, initialise, cancellationToken);
    }

    async Task<int> RunAsync(RuntimeApiClient api, Func<InvocationHandler> initialise, CancellationToken cancellationToken)
    {
        try
        {
            if (await InitialiseAsync(api, initialise, cancellationToken) is not { } handler
                || !await RestoreAsync(api, cancellationToken))
            {
                return 1;
            }
            return await ServeAsync(api, handler, cancellationToken);
        }
        catch (RuntimeApiException refusal)
        {
            options.Log.RuntimeApiRefused(refusal.Message);
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            options.FlushLogs();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What is not reported to init/error is seen by nobody.")]
    async Task<InvocationHandler?> InitialiseAsync(
        RuntimeApiClient api, Func<InvocationHandler> initialise, CancellationToken cancellationToken)
    {
        try
        {
            return initialise();
        }
        catch (Exception exception)
        {
            var error = Report(exception, options.Log);
            options.Log.InitialisationFailed(error.LoggedException, error.ErrorType);
            options.FlushLogs();
            await api.PostInitErrorAsync(error, cancellationToken);
            return null;
        }
    }

    // A function with SnapStart asks for restore/next before the first event; the answer comes after the snapshot, perhaps in
    // another copy of the process (https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html).
    [SuppressMessage("Design", "CA1031", Justification = "What is not reported to restore/error is seen by nobody.")]
    async Task<bool> RestoreAsync(RuntimeApiClient api, CancellationToken cancellationToken)
    {
        if (options.Environment(InitializationType) != "snap-start")
        {
            return true;
        }
        await api.WaitForRestoreAsync(cancellationToken);
        try
        {
            await (options.AfterRestore?.Invoke() ?? Task.CompletedTask);
            return true;
        }
        catch (Exception exception)
        {
            var error = Report(exception, options.Log) with { HeaderType = "Runtime.AfterRestoreError" };
            options.Log.RestoreFailed(error.LoggedException, error.ErrorType);
            options.FlushLogs();
            await api.PostRestoreErrorAsync(error, cancellationToken);
            return false;
        }
    }

    async Task<int> ServeAsync(RuntimeApiClient api, InvocationHandler handler, CancellationToken cancellationToken)
    {
        while (true)
        {
            var invocation = await api.NextAsync(cancellationToken);
            options.SetEnvironment(TraceVariable, invocation.TraceId);
            using (options.Log.BeginInvocation(invocation))
            {
                // The answer is owed even when the process was asked to end meanwhile.
                await AnswerAsync(api, handler, invocation, CancellationToken.None);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "An invocation that gets no answer runs into its timeout.")]
    async Task AnswerAsync(
        RuntimeApiClient api, InvocationHandler handler, Invocation invocation, CancellationToken cancellationToken)
    {
        var log = new InvocationLog(options.Log, invocation);
        ReadOnlyMemory<byte> response;
        try
        {
            response = await handler(invocation);
        }
        catch (Exception exception)
        {
            var error = Report(exception, log);
            log.InvocationFailed(error.LoggedException, error.ErrorType);
            options.FlushLogs();
            await api.PostErrorAsync(invocation.AwsRequestId, error, log, cancellationToken);
            return;
        }
        options.FlushLogs();
        await api.PostResponseAsync(invocation.AwsRequestId, response, log, cancellationToken);
    }

    ErrorReport Report(Exception exception, ILogger log) => ErrorReport.For(exception, options.NameError, log);
}

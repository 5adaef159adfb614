using Lockstep.CustomResources;
using Lockstep.CustomResources.Logging;
using Lockstep.Function;
using Lockstep.Lambda;

using var termination = new TerminationSignal();
var log = new JsonLinesLogger(
    Console.OpenStandardOutput(),
    LogLevels.Parse(Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_LEVEL")),
    TimeProvider.System);

var runtime = new LambdaRuntime(new LambdaRuntimeOptions
{
    Log = log,
    NameError = exception =>
        exception is InvocationFailedException failed ? new InvocationError(failed.ErrorType, failed.Message) : null,
});
return await runtime.RunAsync(() => MigrationFunction.Create(log), termination.Token);

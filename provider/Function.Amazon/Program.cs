using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Lockstep.CustomResources.Logging;
using Lockstep.Function;
using Lockstep.Function.Amazon;

var log = new JsonLinesLogger(
    Console.OpenStandardOutput(),
    LogLevels.Parse(Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_LEVEL")),
    TimeProvider.System);
var function = new AmazonFunction(() => MigrationFunction.Create(log), log, TimeProvider.System);

// Bytes in, bytes out: a serializer would refuse an event before anybody could answer it.
Func<Stream, ILambdaContext, Task<Stream>> handler = function.HandleAsync;
using var bootstrap = LambdaBootstrapBuilder.Create(handler).UseBootstrapHandler(function.InitialiseAsync).Build();
await bootstrap.RunAsync();

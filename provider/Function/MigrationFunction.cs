using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Responses;
using Lockstep.Lambda;
using Lockstep.Lambda.Aws;
using Lockstep.PostgresMigrations;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;
using Microsoft.Extensions.Logging;

namespace Lockstep.Function;

/// <summary>Wires the framework, the migrations and Lambda together, by hand.</summary>
static class MigrationFunction
{
    public static InvocationHandler Create(ILogger log)
    {
        var options = new AwsOptions { Log = log };
        var (connection, credentials) = (Variable("LOCKSTEP_CONNECTION"), Credentials(options));
        var scripts = new Lazy<ScriptLibrary>(Scripts);
        var function = new CustomResourceFunction(
            new FunctionEnvironment
            {
                Http = ResponseHttp.CreateHandler(),
                Log = log,
                ResponseHosts = ResponseHosts.Parse(Variable("LOCKSTEP_RESPONSE_HOSTS")),
                InvokeAsync = new FunctionInvoker(options).InvokeAsync,
                MeasuresLocalRuns = Variable("LOCKSTEP_METRICS") == "always",
            },
            DatabaseMigration.Define(scripts, connection, credentials),
            DatabaseRole.Define(connection, credentials))
        {
            Commands = DatabaseMigration.DefineCommands(scripts, connection, credentials),
        };
        return invocation => function.HandleAsync(
            invocation.Event,
            new FunctionInvocation(invocation.AwsRequestId, invocation.Deadline) { FunctionArn = invocation.InvokedFunctionArn });
    }

    static ScriptLibrary Scripts() => Variable("LOCKSTEP_SCRIPTS") is { Length: > 0 } folder
        ? ScriptLibrary.FromFolder(folder)
        : ScriptLibrary.Embedded(typeof(MigrationFunction).Assembly);

    static CredentialSource Credentials(AwsOptions options)
    {
        var secrets = new SecretsManager(options);
        var tokens = new RdsAuthToken(options);
        return new CredentialSource(
            (arn, cancellationToken) => ToldAsync(() => secrets.GetSecretValueAsync(arn, cancellationToken)),
            (host, port, user, cancellationToken) => ToldAsync(() => tokens.CreateAsync(host, port, user, cancellationToken)));
    }

    // What AWS says is written for a person, and the framework shows messages of its own exceptions only.
    static async Task<string> ToldAsync(Func<Task<string>> callAsync)
    {
        try
        {
            return await callAsync();
        }
        catch (AwsCallException exception)
        {
            throw new CustomResourceException(exception.Message, exception) { IsPassing = exception.IsPassing };
        }
    }

    static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}

using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Responses;
using Lockstep.Lambda;
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
        var function = new CustomResourceFunction(
            new FunctionEnvironment
            {
                Http = ResponseHttp.CreateHandler(),
                Log = log,
                ResponseHosts = ResponseHosts.Parse(Variable("LOCKSTEP_RESPONSE_HOSTS")),
            },
            DatabaseMigration.Define(new Lazy<ScriptLibrary>(Scripts), Variable("LOCKSTEP_CONNECTION"), Credentials()));
        return invocation => function.HandleAsync(invocation.Event, new FunctionInvocation(invocation.AwsRequestId, invocation.Deadline));
    }

    static ScriptLibrary Scripts() => Variable("LOCKSTEP_SCRIPTS") is { Length: > 0 } folder
        ? ScriptLibrary.FromFolder(folder)
        : ScriptLibrary.Embedded(typeof(MigrationFunction).Assembly);

    static CredentialSource Credentials() => new(
        (_, _) => throw new NotSupportedException(), (_, _, _, _) => throw new NotSupportedException());

    static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}

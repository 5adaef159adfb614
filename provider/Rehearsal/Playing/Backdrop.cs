using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Lockstep.Rehearsal.Aws;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.Gateway;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Scripts;
using Npgsql;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What stands in for AWS: a bucket, functions, an HTTP front, and the database.</summary>
/// <param name="Bucket">Where answers go.</param>
/// <param name="Registry">What functions are made of.</param>
/// <param name="Functions">What runs.</param>
/// <param name="CustomResources">Who asks.</param>
/// <param name="Lambda">Where functions invoke themselves.</param>
/// <param name="Secrets">Where the password of the database is.</param>
/// <param name="Front">The API's address.</param>
/// <param name="Log">What functions write.</param>
/// <param name="Database">The migrator's login.</param>
/// <param name="Superuser">Somebody's who may look at everything.</param>
/// <param name="IsOurs">Whether the server lets every role in.</param>
sealed record Backdrop(
    ResponseBucket Bucket,
    ImageRegistry Registry,
    FunctionFleet Functions,
    CustomResourceType CustomResources,
    LambdaStandIn Lambda,
    SecretsManagerStandIn Secrets,
    HttpFront Front,
    FunctionLog Log,
    string Database,
    string Superuser,
    bool IsOurs)
{
    /// <summary>Of the stack and its functions.</summary>
    public const string Region = "eu-west-1";

    const string AccountId = "123456789012";

    // One minute and two on AWS: nobody wants to watch that.
    static readonly TimeSpan[] RetryPauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200)];

    [SuppressMessage("Reliability", "CA2000", Justification = "The stage owns all of it.")]
    public static async Task<Backdrop> SetAsync(
        RehearsalOptions options, PostgresServer server, PostgresLogin login, CancellationToken cancellationToken)
    {
        var database = await server.CreateDatabaseAsync(login, cancellationToken);
        var superuser = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString)
        {
            Database = new NpgsqlConnectionStringBuilder(database).Database,
        };
        var log = new FunctionLog(options.LogFile, TimeProvider.System);
        var bucket = await ResponseBucket.StartAsync(TimeProvider.System, cancellationToken);
        var registry = new ImageRegistry { Inline = code => Inline(options, log, bucket.HostAndPort, code) };
        var functions = new FunctionFleet(registry, RetryPauses, TimeProvider.System) { OnFailure = bucket.Heal };
        var customResources = new CustomResourceType(bucket, functions.Send, TimeProvider.System)
        {
            EndsWithTheFunction = true,
        };
        var lambda = await LambdaStandIn.StartAsync(Region, customResources.HandOn, cancellationToken);
        var secrets = await SecretsManagerStandIn.StartAsync(Region, AccountId, TimeProvider.System, cancellationToken);
        var front = await HttpFront.StartAsync(functions.InvokeAndWaitAsync, TimeProvider.System, cancellationToken);
        return new(
            bucket, registry, functions, customResources, lambda, secrets, front, log, database, superuser.ConnectionString,
            server.IsOurs);
    }

    public Images ImagesOf(RehearsalOptions options, ScriptShelf shelf) =>
        new(options, Registry, shelf, Log, Variables());

    /// <summary>The database as the stack's cluster: its endpoint, and its master user's secret.</summary>
    public DatabaseType Databases()
    {
        var login = new NpgsqlConnectionStringBuilder(Database);
        return new(login.Host!, login.Port)
        {
            MakeSecret = name => Secrets.Create(
                name, JsonSerializer.Serialize(new { username = login.Username, password = login.Password })),
        };
    }

    /// <summary>The template that is rehearsed, made to fit this database.</summary>
    public ShopTemplate TemplateOf(RehearsalOptions options) =>
        new(options.Template, new NpgsqlConnectionStringBuilder(Database).Database!, hasTls: !IsOurs);

    public Shop ShopOf(RehearsalOptions options, Casting casting) => new(Front, casting, Obstacle(options));

    Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LOCKSTEP_RESPONSE_HOSTS"] = Bucket.HostAndPort,
            ["AWS_ENDPOINT_URL_LAMBDA"] = Lambda.Endpoint.OriginalString,
            ["AWS_ENDPOINT_URL_SECRETS_MANAGER"] = Secrets.Endpoint.OriginalString,
            ["AWS_ACCESS_KEY_ID"] = "ASIAEXAMPLE", // for the stand-ins, which look at the form of a signature
            ["AWS_SECRET_ACCESS_KEY"] = "not-a-secret",
        };
        if (!IsOurs)
        {
            // Somebody's server may be reached in ways that no property has words for.
            variables["LOCKSTEP_CONNECTION"] = Database;
        }

        return variables;
    }

    // Why nobody can use the API here.
    string? Obstacle(RehearsalOptions options) =>
        options.Api is null ? "The API's program was not given."
        : !IsOurs ? $"On the server of LOCKSTEP_POSTGRES the API's role cannot sign in: it has no password, only a token."
        : null;

    static FunctionOptions? Inline(RehearsalOptions options, FunctionLog log, string responseHost, string code) =>
        NodeRuntime.Executable is { } node
            ? NodeRuntime.Program(node, code, Path.Combine(options.Workshop, "watchdog")) with
            {
                Environment = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["LOCKSTEP_RESPONSE_HOSTS"] = responseHost,
                },
                Output = log.From("watchdog"),
            }
            : null;
}

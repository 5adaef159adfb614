using System.Diagnostics.CodeAnalysis;
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
    HttpFront Front,
    FunctionLog Log,
    string Database,
    string Superuser,
    bool IsOurs)
{
    /// <summary>Of the stack and its functions.</summary>
    public const string Region = "eu-west-1";

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
        var front = await HttpFront.StartAsync(functions.InvokeAndWaitAsync, TimeProvider.System, cancellationToken);
        return new(
            bucket, registry, functions, customResources, lambda, front, log, database, superuser.ConnectionString,
            server.IsOurs);
    }

    public Images ImagesOf(RehearsalOptions options, ScriptShelf shelf) =>
        new(options, Registry, shelf, Log, Database, Bucket.HostAndPort, Lambda.Endpoint);

    public Shop ShopOf(RehearsalOptions options, Casting casting) => new(Front, casting, Obstacle(options));

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

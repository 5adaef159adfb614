using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Scripts;
using Lockstep.Rehearsal.Traffic;
using Npgsql;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What the acts play with: a stack, its functions and images, a bucket, a database, an application.</summary>
sealed class Stage : IAsyncDisposable
{
    // Enough for any script of a rehearsal, and a function that hangs is told of within minutes.
    static readonly TimeSpan FunctionTimeout = TimeSpan.FromSeconds(60);

    // One minute and two on AWS: nobody wants to watch that.
    static readonly TimeSpan[] RetryPauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    readonly RehearsalOptions _options;
    readonly ResponseBucket _bucket;
    readonly FunctionFleet _functions;
    readonly ImageRegistry _registry = new();
    readonly CustomResourceType _customResources;
    readonly DatabaseType _databases;
    readonly ShopTemplate _template;
    readonly string _database;
    readonly string _superuser;
    readonly RowWriter _application;
    readonly List<WrittenRow> _written = [];
    readonly List<ScriptImage> _built = [];
    IEnumerable<string>? _tablesToWrite;

    Stage(RehearsalOptions options, ResponseBucket bucket, ScriptShelf shelf, Casting casting, string database, string superuser)
    {
        (_options, _bucket, Shelf, Casting, _database, _superuser) = (options, bucket, shelf, casting, database, superuser);
        Log = new(options.LogFile, TimeProvider.System);
        _application = new(database);
        _functions = new(_registry, RetryPauses, TimeProvider.System);
        _customResources = new(bucket, _functions.InvokeAsync, TimeProvider.System);
        var connection = new NpgsqlConnectionStringBuilder(database);
        _databases = new(connection.Host!, connection.Port);
        _template = new(options.Template);
        Stack = new(new()
        {
            Name = ShopTemplate.StackName,
            Types = [new FunctionType(_functions), new VersionType(_functions), _databases, new InertType(), _customResources],
            Observe = ObserveAsync,
        });
    }

    public Stack Stack { get; }

    public ScriptShelf Shelf { get; }

    public Casting Casting { get; }

    public FunctionLog Log { get; }

    public IReadOnlyList<CustomResourceExchange> Exchanges => _customResources.Exchanges;

    /// <summary>What the application wrote, in all acts.</summary>
    public IReadOnlyList<WrittenRow> Written => _written;

    [SuppressMessage("Reliability", "CA2000", Justification = "The stage owns the bucket.")]
    public static async Task<Stage> SetAsync(RehearsalOptions options, PostgresServer server, CancellationToken cancellationToken)
    {
        var shelf = new ScriptShelf(options.Scripts, options.Workshop);
        var login = await server.CreateLoginAsync("CREATEROLE", cancellationToken);
        var casting = await Casting.FindAsync(shelf, server, login, cancellationToken);
        var database = await server.CreateDatabaseAsync(login, cancellationToken);
        var superuser = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString)
        {
            Database = new NpgsqlConnectionStringBuilder(database).Database,
        };
        var bucket = await ResponseBucket.StartAsync(TimeProvider.System, cancellationToken);
        return new(options, bucket, shelf, casting, database, superuser.ConnectionString);
    }

    /// <summary>How many resources of the stack the function answers for.</summary>
    public int CustomResources => _template.CustomResources;

    /// <summary>The image that is deployed.</summary>
    public ScriptImage? Current { get; private set; }

    /// <summary>The API's image that is deployed.</summary>
    public string ApiTag { get; private set; } = "";

    /// <summary>Builds an image of the migration's function with the first scripts, and one more that is given.</summary>
    public ScriptImage Build(Part part, ScriptFile? extra = null)
    {
        var image = Shelf.Make((_built.Count + 1).ToString(CultureInfo.InvariantCulture), part.Count, extra);
        _built.Add(image);
        _registry.Push(ShopTemplate.MigrationImage(image.Tag), new FunctionOptions
        {
            Executable = _options.Function,
            Timeout = FunctionTimeout,
            Output = Log.From($"migration:{image.Tag}"),
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["LOCKSTEP_CONNECTION"] = _database,
                ["LOCKSTEP_SCRIPTS"] = image.Folder,
                ["LOCKSTEP_RESPONSE_HOSTS"] = _bucket.HostAndPort,
            },
        });
        return image;
    }

    /// <summary>The image of that name in the registry; null for any other.</summary>
    public ScriptImage? ImageOf(string name) => _built.Find(image => ShopTemplate.MigrationImage(image.Tag) == name);

    /// <summary>Makes an image of the API available; a deployment of one that is not fails.</summary>
    public void PushApi(string tag) => _registry.Push(ShopTemplate.ApiImage(tag));

    /// <summary>Creates the stack, or updates it.</summary>
    public async Task DeployAsync(
        ScriptImage image, string apiTag, RollbackOrder rollbackOrder, CancellationToken cancellationToken)
    {
        var template = _template.For(image.Tag, apiTag);
        await (Current is null
            ? Stack.CreateAsync(template, cancellationToken)
            : Stack.UpdateAsync(template, rollbackOrder, cancellationToken));
        if (Stack.Status is Status.CreateComplete or Status.UpdateComplete)
        {
            (Current, ApiTag) = (image, apiTag);
        }
    }

    /// <summary>Deletes the stack, after the one thing that an operator has to do first.</summary>
    public Task DeleteAsync(CancellationToken cancellationToken)
    {
        _databases.LiftDeletionProtection();
        return Stack.DeleteAsync(cancellationToken);
    }

    /// <summary>Lets the application write a row when the migration is done and before the next resource has its turn.</summary>
    public void WriteAfterMigration(IEnumerable<string> tables) => _tablesToWrite = tables;

    public Task<DatabaseState> LookAsync(CancellationToken cancellationToken) =>
        DatabaseState.ReadAsync(_superuser, cancellationToken);

    /// <summary>The version that the API was deployed with; empty when it isn't.</summary>
    public string ApiVersion =>
        Stack.Find(ShopTemplate.Api) is { } api && api.Attributes.TryGetValue("Arn", out var arn)
            ? _functions.EnvironmentOf(arn)?.GetValueOrDefault("SCHEMA_VERSION") ?? ""
            : "";

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _bucket.DisposeAsync();
        Log.Dispose();
    }

    async Task ObserveAsync(StackEvent told, CancellationToken cancellationToken)
    {
        if (_tablesToWrite is { } tables
            && told is { LogicalResourceId: ShopTemplate.Migration, ResourceStatus: Status.UpdateComplete })
        {
            _tablesToWrite = null;
            _written.AddRange(await _application.WriteAsync(tables, cancellationToken));
        }
    }
}

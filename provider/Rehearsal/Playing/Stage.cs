using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Aws;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Scripts;
using Npgsql;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What the acts play with: a stack, its functions and images, a bucket, a database, and who uses the API.</summary>
sealed class Stage : IAsyncDisposable
{
    // Two seconds on AWS.
    static readonly TimeSpan CancellationPause = TimeSpan.FromMilliseconds(500);

    readonly ResponseBucket _bucket;
    readonly CustomResourceType _customResources;
    readonly SecretsManagerStandIn _secrets;
    readonly bool _asksForSecrets;
    readonly DatabaseType _databases;
    readonly ShopTemplate _template;
    readonly string _superuser;
    readonly Bystander _bystander;
    readonly IReadOnlyList<IResourceType> _types;
    readonly List<StackEvent> _events = [];

    Stage(RehearsalOptions options, Backdrop backdrop, ScriptShelf shelf, Casting casting)
    {
        (_bucket, Functions, _superuser) = (backdrop.Bucket, backdrop.Functions, backdrop.Superuser);
        (Shelf, Casting, ShortestTimeout) = (shelf, casting, options.ShortestTimeout);
        (Log, Images, Shop) = (backdrop.Log, backdrop.ImagesOf(options, shelf), backdrop.ShopOf(options, casting));
        _bystander = new(backdrop.Database, backdrop.Superuser);
        (_customResources, Lambda) = (backdrop.CustomResources, backdrop.Lambda);
        (_databases, _template) = (backdrop.Databases(), backdrop.TemplateOf(options));
        (_secrets, _asksForSecrets) = (backdrop.Secrets, backdrop.IsOurs);
        Password = new NpgsqlConnectionStringBuilder(backdrop.Database).Password;
        _types =
        [
            new FunctionType(Functions), new VersionType(Functions), new EventInvokeType(Functions),
            new HttpApiType(backdrop.Front), _databases, new InertType(), _customResources,
        ];
        Stack = NewStack();
    }

    public Stack Stack { get; private set; }

    public ScriptShelf Shelf { get; }

    public Casting Casting { get; }

    /// <summary>As the options say; <see cref="ShortTimeout"/> goes by it.</summary>
    public TimeSpan ShortestTimeout { get; }

    public FunctionLog Log { get; }

    public Images Images { get; }

    public FunctionFleet Functions { get; }

    /// <summary>Where functions invoke themselves.</summary>
    public LambdaStandIn Lambda { get; }

    /// <summary>How often the password was asked for; null: the function was given it with the address.</summary>
    public int? SecretCalls => _asksForSecrets ? _secrets.Calls : null;

    /// <summary>The migrator's.</summary>
    public string? Password { get; }

    /// <summary>The API in use.</summary>
    public Shop Shop { get; }

    /// <summary>All events of the stack, and of the one before it.</summary>
    public IReadOnlyList<StackEvent> Events => _events;

    public IReadOnlyList<CustomResourceExchange> Exchanges => _customResources.Exchanges;

    /// <summary>What was written and seen besides, in all acts.</summary>
    public Bystander Bystander => _bystander;

    [SuppressMessage("Reliability", "CA2000", Justification = "The stage owns the backdrop.")]
    public static async Task<Stage> SetAsync(RehearsalOptions options, PostgresServer server, CancellationToken cancellationToken)
    {
        var shelf = new ScriptShelf(options.Scripts, options.Workshop);
        var login = await server.CreateLoginAsync("CREATEROLE", cancellationToken);
        var casting = await Casting.FindAsync(shelf, server, login, cancellationToken);
        return new(options, await Backdrop.SetAsync(options, server, login, cancellationToken), shelf, casting);
    }

    /// <summary>How many resources of the stack the function answers for.</summary>
    public int CustomResources => _template.CustomResources;

    /// <summary>The image that is deployed.</summary>
    public ScriptImage? Current { get; private set; }

    /// <summary>The API's image that is deployed.</summary>
    public string ApiTag { get; private set; } = "";

    /// <summary>Creates the stack, or updates it.</summary>
    public Task DeployAsync(
        ScriptImage image, string apiTag, RollbackOrder rollbackOrder, CancellationToken cancellationToken) =>
        DeployAsync(image, apiTag, rollbackOrder, onlyReads: false, cancellationToken);

    /// <summary>The same with a template that lets the API's role no more than read, or does not.</summary>
    public async Task DeployAsync(
        ScriptImage image, string apiTag, RollbackOrder rollbackOrder, bool onlyReads, CancellationToken cancellationToken)
    {
        var template = TemplateFor(image, apiTag, onlyReads);
        Stack.Switches = Switches.Default with { RollbackOrder = rollbackOrder };
        await (Current is null
            ? Stack.CreateAsync(template, cancellationToken)
            : Stack.UpdateAsync(template, cancellationToken));
        await SettleAsync();
        if (Stack.Status is Status.CreateComplete or Status.UpdateComplete)
        {
            (Current, ApiTag) = (image, apiTag);
        }
    }

    /// <summary>Deletes the stack, after the one thing that an operator has to do first.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        _databases.LiftDeletionProtection();
        await Stack.DeleteAsync(cancellationToken);
        await SettleAsync();
    }

    /// <summary>Begins with a stack of the same name that does not exist yet.</summary>
    public void StartOver() => (Stack, Current, ApiTag) = (NewStack(), null, "");

    /// <summary>Lets every answer be lost until the function's runs are over.</summary>
    public void LoseAnswers() => _bucket.Inject(ResponseBucketFault.InternalError, int.MaxValue);

    public Task<DatabaseState> LookAsync(CancellationToken cancellationToken) =>
        DatabaseState.ReadAsync(_superuser, cancellationToken);

    /// <summary>The scripts that the database has: an image without one that a rollback kept is refused.</summary>
    public async Task<Part> PresentPartAsync(CancellationToken cancellationToken)
    {
        var database = await LookAsync(cancellationToken);
        return database.Journal.Version == Casting.Old.Version ? Casting.Old : Casting.New;
    }

    /// <summary>The version that the API was deployed with; empty when it isn't.</summary>
    public string ApiVersion =>
        Stack.Find(ShopTemplate.Api) is { } api && api.Attributes.TryGetValue("Arn", out var arn)
            ? Functions.EnvironmentOf(arn)?.GetValueOrDefault("SCHEMA_VERSION") ?? ""
            : "";

    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        await Functions.DisposeAsync();
        await Lambda.DisposeAsync();
        await _secrets.DisposeAsync();
        await _bucket.DisposeAsync();
        Log.Dispose();
    }

    public StackTemplate TemplateFor(ScriptImage image, string apiTag, bool onlyReads = false) =>
        _template.For(image.Tag, apiTag, onlyReads);

    /// <summary>Ends when every invocation has: CloudFormation goes on as soon as it has an answer.</summary>
    public async Task SettleAsync()
    {
        foreach (var exchange in _customResources.Exchanges)
        {
            await exchange.EndAsync();
        }
    }

    Stack NewStack() => new(new()
    {
        Name = ShopTemplate.StackName,
        Types = _types,
        Observe = ObserveAsync,
        CancellationPause = CancellationPause,
    });

    async Task ObserveAsync(StackEvent told, CancellationToken cancellationToken)
    {
        _events.Add(told);
        Shop.Version = ApiVersion;
        await Shop.ObserveAsync(told, cancellationToken);
        await _bystander.ObserveAsync(told, cancellationToken);
    }
}

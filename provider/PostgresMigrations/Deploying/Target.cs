using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>What a request is about: the schema, how to get there, and the id it goes by.</summary>
sealed record Target(
    RequestContext Context, MigrationProperties Properties, ConnectionSettings Settings, CredentialSource Credentials,
    Headway Headway)
{
    /// <summary>From the properties; what they leave out comes from the connection.</summary>
    public string PhysicalResourceId => PhysicalId.For(
        Properties.Host ?? Settings.Host, Properties.Database ?? Settings.Database, Properties.Schema);

    /// <summary>Another run has put this request into the journal, and handed it on.</summary>
    public bool IsContinued => Handover.IsContinued(Context.Continuation);

    public DatabaseConnector Connector => new(Settings, Credentials, Context.Secrets, Context.Clock, Context.Log);

    /// <summary>Stands in the comment of a database that this resource created.</summary>
    public string DatabaseMark => $"lockstep: created by {Context.LogicalResourceId} of {Context.StackId}";

    /// <summary>Connects, for one carrying-out of the request.</summary>
    /// <param name="patience">How long it is tried again.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="ConnectFailure">No connection within the patience given.</exception>
    public Task<MigratorSession> OpenAsync(Patience patience, CancellationToken cancellationToken) =>
        MigratorSession.OpenAsync(Connector, Recorded, Headway, patience, cancellationToken);

    public DatabaseMaker DatabaseMaker => new(Connector, DatabaseMark);

    public OwnerRow Owner(bool createdSchema, bool createdDatabase) =>
        new(Context.StackId, Context.LogicalResourceId, PhysicalResourceId, createdSchema, createdDatabase);

    public bool IsOwner(OwnerRow owner) =>
        owner.StackId == Context.StackId && owner.LogicalId == Context.LogicalResourceId
            && owner.PhysicalId == PhysicalResourceId;

    /// <summary>Whether both lead to one schema of one database, as far as their names tell.</summary>
    public bool IsIn(Target other) =>
        Properties.Schema == other.Properties.Schema && Settings.Database == other.Settings.Database;

    RecordedRequest Recorded => new(Properties.Schema, Context, Properties.Revision)
    {
        IsCounted = Headway.IsCounted,
        IsContinued = IsContinued,
    };
}

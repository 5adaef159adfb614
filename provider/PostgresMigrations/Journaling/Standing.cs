using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>Where a request stands once it is recorded: its own row, what came before, what is in the database.</summary>
/// <param name="IsLocked">Whether this session holds the schema's lock now.</param>
/// <param name="Request">
/// This request's row; null when it was not recorded, because a later one was signed before it arrived.
/// </param>
/// <param name="Properties">A digest of this request's ResourceProperties, comparable with those in the history.</param>
/// <param name="OldProperties">The same of its OldResourceProperties; null where it has none.</param>
/// <param name="History">This resource's other requests in this database, oldest first.</param>
/// <param name="Owners">Who owns which schema of this database.</param>
/// <param name="Rows">The scripts that are in the schema, or may be, by version.</param>
/// <param name="TakenBack">
/// What a run of this request that was cut off has taken out of the schema by now, of what others had run.
/// </param>
/// <param name="Schema">The schema itself.</param>
sealed record Standing(
    bool IsLocked,
    RequestRow? Request,
    string Properties,
    string? OldProperties,
    IReadOnlyList<DeploymentRow> History,
    IReadOnlyDictionary<string, OwnerRow> Owners,
    IReadOnlyList<JournalRow> Rows,
    IReadOnlyList<JournalRow> TakenBack,
    SchemaFacts Schema)
{
    /// <summary>The scripts that were in the schema when this request's first run began.</summary>
    public IReadOnlyList<JournalRow> RowsBefore =>
    [
        .. Rows.Where(row => row.DeploymentId != Request?.Id),
        .. TakenBack.Select(row => row with { State = JournalState.Applied }),
    ];

    /// <summary>The last of the others that was not to delete.</summary>
    public DeploymentRow? LastAttempt => History.LastOrDefault(row => row.RequestType != "Delete");

    /// <summary>
    /// Whether the resource had come to be before a Create of it, and no Delete has taken that away: it was let go of, and is
    /// added again (docs/decisions/0031).
    /// </summary>
    /// <param name="create">The deployment of that Create.</param>
    /// <param name="schema">Where; null: anywhere in the database.</param>
    public bool HasEarlierLife(long create, string? schema) => History.Any(
        row => row.IsReached && row.Id < create && (schema is null || row.Schema == schema));

    /// <summary>
    /// Whether nobody else has worked in the schema since, be it another request or another run of this one. A run of somebody's
    /// that never ended may be gone: this request has begun the script anew.
    /// </summary>
    public bool IsAsPlanned(Standing earlier)
    {
        var (before, now) = (Others(earlier), Others(this));
        return Request?.Run == earlier.Request?.Run
            && now.IsSubsetOf(before) && before.All(row => now.Contains(row) || !row.IsPresent);
    }

    // Not by their ids: what this request has reverted and restored has another row.
    static HashSet<(ScriptKind Kind, string Name, string Checksum, long Deployment, bool IsPresent)> Others(Standing standing) =>
        [.. standing.RowsBefore.Select(row => (row.Kind, row.Name, row.Checksum, row.DeploymentId, row.IsPresent))];

    /// <summary>The newest version that is in the database; <c>0</c> when there is none.</summary>
    public ScriptVersion DatabaseVersion => Rows.Where(row => row.IsPresent).NewestVersion();
}

/// <param name="Id">The deployment's id.</param>
/// <param name="State">Its state.</param>
/// <param name="Run">How many runs it has had: deliveries of the event, and of those that runs handed on.</param>
/// <param name="Answer">The recorded answer's JSON, once there is one.</param>
/// <param name="HasLater">Whether another request of the resource was recorded since.</param>
/// <param name="Holder">The server process of another session of this very request that has the lock; null: none has.</param>
/// <param name="IsHandedOn">Whether one of its runs was begun by another one.</param>
sealed record RequestRow(
    long Id, DeploymentState State, int Run, string? Answer, bool HasLater, int? Holder, bool IsHandedOn)
{
    /// <summary>The member of column <c>answer</c> that says so, until there is an answer: the columns are final.</summary>
    public const string HandedOn = "HandedOn";

    /// <summary>
    /// How often Lambda may have tried the event. Where a run was handed on there is a way to the next one without Lambda's
    /// tries, and a delivery more is a second one.
    /// </summary>
    public int Deliveries => IsHandedOn ? 1 : Run;

    /// <summary>Nothing has ended it, and no later request has taken over.</summary>
    public bool IsUnderWay => State == DeploymentState.Running && !HasLater;
}

/// <param name="StackId">The owning stack.</param>
/// <param name="LogicalId">The owning resource in it.</param>
/// <param name="PhysicalId">Its physical id.</param>
/// <param name="CreatedSchema">It made the schema.</param>
/// <param name="CreatedDatabase">It made the database.</param>
sealed record OwnerRow(string StackId, string LogicalId, string PhysicalId, bool CreatedSchema, bool CreatedDatabase);

/// <param name="Exists">Whether the schema is there.</param>
/// <param name="IsJournaled">Whether the journal knows it, be it by the rows of scripts that were reverted alone.</param>
/// <param name="Relations">Up to three of its relations that no extension made.</param>
/// <param name="IsPooled">The session's settings got lost: a pooler hands each transaction to another server process.</param>
/// <param name="DatabaseComment">What stands on the database: who created it, if Lockstep did.</param>
/// <param name="LockHolder">Who else holds its lock, in words; null where nobody does.</param>
/// <param name="Migrator">The user who is signed in.</param>
/// <param name="MayCreate">Whether the migrator may create the schema where it is missing, else objects in it.</param>
/// <param name="Locks">What there is of the server's lock table.</param>
/// <param name="HasAside">A run that was cut off has taken repeatables away and not given them back.</param>
/// <param name="HasBegunDowns">
/// A request that will not go on, or has failed, has begun downs outside of transactions, and not ended them.
/// </param>
sealed record SchemaFacts(
    bool Exists, bool IsJournaled, IReadOnlyList<string> Relations, bool IsPooled, string? DatabaseComment, string? LockHolder,
    string Migrator, bool MayCreate, LockBudget Locks, bool HasAside, bool HasBegunDowns);

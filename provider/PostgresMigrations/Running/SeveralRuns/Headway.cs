using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Sessions;

namespace Lockstep.PostgresMigrations.Running.SeveralRuns;

/// <summary>
/// How far one run of the function has brought a request, over all its connections, and whether it is worth another run.
/// </summary>
/// <remarks>
/// A run that has committed nothing and goes on would do the same again. One that never had the lock, waited for it longer
/// than it then had it, or lost its link, has not shown that.
/// </remarks>
sealed class Headway(RequestContext context)
{
    // As long as the longest run of a function can wait for a database that nobody has reached: an hour is too long for a stack,
    // and a second run would make half an hour of it.
    static readonly TimeSpan UnreachedPatience = TimeSpan.FromMinutes(14);

    static readonly TimeSpan ShortestPatience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Of work beside a request that is on record and under way: no other run goes on with it, and this one is counted.
    /// </summary>
    public static Headway Beside(RequestContext context) => new(context) { IsLast = true, _deliveries = 1 };

    int? _deliveries;
    bool _isMade;
    bool _isLinkLost;
    TimeSpan _waited;
    long? _locked;

    /// <summary>The server processes of the request's runs, which are handed on.</summary>
    public Backends Backends { get; } = new(Handover.Of(context.Continuation).Backends);

    /// <summary>
    /// Whether only repeated statements count: a deployment that is to commit as one must not be spread over hours, script by
    /// script.
    /// </summary>
    public bool IsOfBatchesAlone { get; set; }

    /// <summary>Whether the request ends with this run: what failed is answered by the run that knows why.</summary>
    public bool IsLast { get; set; }

    /// <summary>
    /// Whether the request is one that FAILED, or giving up, does not serve: a rollback or a Delete. Only for those is a
    /// database that says nothing worth another run; a deployment fails, and its rollback follows.
    /// </summary>
    public bool IsPatient { get; set; }

    /// <summary>Whether any run of the request has had a connection.</summary>
    public bool HasConnected => Backends.All.Count > 0;

    /// <summary>Whether this run has been counted among the deliveries of its request.</summary>
    public bool IsCounted => _deliveries is not null;

    /// <summary>This run is on record.</summary>
    /// <param name="deliveries">All deliveries of the request so far.</param>
    public void Count(int deliveries) => _deliveries ??= deliveries;

    /// <summary>This run has the lock, and had waited for it.</summary>
    public void Lock(TimeSpan waited)
    {
        _waited += waited;
        _locked ??= context.Clock.GetTimestamp();
    }

    /// <summary>The link is of no use any more: the server has not answered, or not to the end.</summary>
    public void LoseLink() => _isLinkLost = true;

    /// <summary>Whether that happened in this run.</summary>
    public bool IsLinkLost => _isLinkLost;

    /// <summary>A script, or a statement of one that shares no transaction, is committed.</summary>
    public void Make() => _isMade |= !IsOfBatchesAlone;

    /// <summary>A repeated statement is committed, and has found rows.</summary>
    public void MakeBatch() => _isMade = true;

    /// <summary>Whether another run may follow this one, and would come further.</summary>
    public bool MayGoOn => !IsLast && (_isMade || IsMostlyWaiting || IsSilenced) && context.Continuation.MayGoOn(_deliveries);

    /// <summary>Whether the database that this run could not ask may be asked by another.</summary>
    /// <param name="silence">What it ended with.</param>
    public bool Outlasts(Exception silence) => IsPatient && Age <= PatienceWith(silence) && MayGoOn;

    /// <summary>How long a patient run tries for its connection; once the request is on record, as long as it can.</summary>
    public Patience Patience => Patience.Endless with
    {
        Unreached = IsOnRecord ? TimeSpan.MaxValue
            : UnreachedPatience - Age is var left && left > ShortestPatience ? left : ShortestPatience,
    };

    /// <summary>For the next run. It finds in the journal all else that it has to know.</summary>
    public Continue ToOutcome() => new(new Handover(IsOnRecord, Backends.All).ToState()) { Delivery = _deliveries };

    bool IsOnRecord => IsCounted || Handover.IsContinued(context.Continuation);

    bool IsSilenced => IsPatient && _isLinkLost;

    // A wrong password is not waited for until the end of the service's time, whoever had a right one before.
    TimeSpan PatienceWith(Exception silence) => (silence is ConnectFailure { Kind: ConnectFailureKind.SignIn }, IsOnRecord) switch
    {
        (true, false) => Patience.Rotation,
        (false, true) => TimeSpan.MaxValue,
        _ => UnreachedPatience,
    };

    TimeSpan Age => context.Clock.GetUtcNow() - (context.SignedAt ?? context.Continuation.StartedAt ?? context.Clock.GetUtcNow());

    bool IsMostlyWaiting => _locked is not { } locked || _waited > context.Clock.GetElapsedTime(locked);
}

using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>
/// How far one run of the function has brought a request, over all its connections, and whether it is worth another run.
/// </summary>
/// <remarks>
/// A run that has committed nothing and goes on would do the same again. One that never had the lock, or waited for
/// it longer than it then had it, has not shown that.
/// </remarks>
sealed class Headway(RequestContext context)
{
    int? _deliveries;
    bool _isMade;
    TimeSpan _waited;
    long? _locked;

    /// <summary>
    /// Whether only repeated statements count: a deployment that is to commit as one must not be spread over hours, script by
    /// script.
    /// </summary>
    public bool IsOfBatchesAlone { get; set; }

    /// <summary>Whether the request ends with this run: what failed is answered by the run that knows why.</summary>
    public bool IsLast { get; set; }

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

    /// <summary>A script, or a statement of one that shares no transaction, is committed.</summary>
    public void Make() => _isMade |= !IsOfBatchesAlone;

    /// <summary>A repeated statement is committed, and has found rows.</summary>
    public void MakeBatch() => _isMade = true;

    /// <summary>Whether another run may follow this one, and would come further.</summary>
    public bool MayGoOn => !IsLast && (_isMade || IsMostlyWaiting) && context.Continuation.MayGoOn(_deliveries);

    /// <summary>For the next run, which finds in the journal all that it has to know.</summary>
    public Continue ToOutcome() => new("") { Delivery = _deliveries };

    bool IsMostlyWaiting => _locked is not { } locked || _waited > context.Clock.GetElapsedTime(locked);
}

using System.Globalization;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>Something that goes wrong while a request is at work.</summary>
/// <param name="Kind">What.</param>
/// <param name="Moment">At which message between function and server since the request was sent, or in which way.</param>
sealed record Trouble(TroubleKind Kind, int Moment)
{
    /// <summary>Whether the work can fail, or end without having been done, although nothing is wrong with it.</summary>
    public bool MayStopIt => Kind is not (TroubleKind.Twice or TroubleKind.Late or TroubleKind.BucketLosesReply
        or TroubleKind.BucketFails or TroubleKind.KillAfterPut or TroubleKind.KillAtPut
        or TroubleKind.HandedOnTwice or TroubleKind.HandedBack or TroubleKind.Unheard);

    /// <summary>Whether the request may run once more when its answer is there, and what follows has begun.</summary>
    public bool MayRepeat => Kind is TroubleKind.Twice or TroubleKind.Late or TroubleKind.Cancel or TroubleKind.KillAfterPut
        or TroubleKind.BucketLosesReply or TroubleKind.Overtaken;

    /// <summary>Whether the event does not reach the function while somebody waits for the answer.</summary>
    public bool IsUnheardOf => Kind is TroubleKind.Dropped or TroubleKind.Overtaken;

    /// <summary>Whether even a rollback or a Delete, which is tried until its time is over, can come to its end without it.</summary>
    public bool MayOutlast => Kind is TroubleKind.BlackHole or TroubleKind.Dead;

    /// <summary>How long each run of the request has; null: as long as the function's others.</summary>
    public TimeSpan? Time => Kind is TroubleKind.Hurry or TroubleKind.Short ? TimeSpan.FromSeconds(4 + (Moment % 5)) : null;

    /// <summary>How long a run has at most.</summary>
    /// <param name="timeoutSeconds">The function's.</param>
    /// <param name="troubles">Of the request.</param>
    public static TimeSpan TimeOf(int timeoutSeconds, IEnumerable<Trouble> troubles) =>
        troubles.Select(trouble => trouble.Time).OfType<TimeSpan>().Append(TimeSpan.FromSeconds(timeoutSeconds)).Min();

    public static string Text(IEnumerable<Trouble> troubles) =>
        string.Join(" and ", troubles.DefaultIfEmpty().Select(trouble => trouble?.ToString() ?? "calm"));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Moment}");
}

enum TroubleKind
{
    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>The connection says nothing any more.</summary>
    BlackHole,

    /// <summary>SIGKILL.</summary>
    Kill,

    /// <summary>SIGKILL while the answer is on its way; it is not stored.</summary>
    KillAtPut,

    /// <summary>SIGKILL when the answer is stored.</summary>
    KillAfterPut,

    /// <summary>An administrator ends the session.</summary>
    Terminate,

    /// <summary>A COMMIT happens, and its reply does not arrive.</summary>
    CommitLost,

    /// <summary>What the server says takes a while.</summary>
    Delay,

    /// <summary>Somebody locks the table that was there from the beginning for a while.</summary>
    Locked,

    BucketForbids,

    BucketFails,

    BucketIsSilent,

    BucketLosesReply,

    /// <summary>The event is delivered twice, at once or a little later.</summary>
    Twice,

    /// <summary>The event is delivered once more after the operation.</summary>
    Late,

    /// <summary>Each run is killed, where somebody watches; else one.</summary>
    Dead,

    /// <summary>The bucket forbids each run its answer, where somebody watches; else one.</summary>
    Unheard,

    /// <summary>The event is never delivered, and CloudFormation waits in vain.</summary>
    Dropped,

    /// <summary>The event waits at Lambda, CloudFormation gives up on it, and later ones of its resource come first.</summary>
    Overtaken,

    /// <summary>Somebody cancels the update.</summary>
    Cancel,

    /// <summary>The runs have a few seconds.</summary>
    Short,

    /// <summary>The event with which a run hands on is delivered twice, at once or a little later.</summary>
    HandedOnTwice,

    /// <summary>Lambda's API does not take the first events with which a run hands on.</summary>
    HandedBack,

    /// <summary>The runs have a few seconds, and at a message the server lets them wait until those are over.</summary>
    Hurry,
}

using Lockstep.CustomResources.Tests.Schedules.Functions;
using Lockstep.CustomResources.Tests.Schedules.Modelling;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>A stack's story as data: what it is made of, what is done with it, and what goes wrong meanwhile.</summary>
sealed record Schedule(
    Setting Setting,
    IReadOnlyList<ResourcePlan> Resources,
    IReadOnlyList<Step> Steps,
    IReadOnlyList<DeliveryMishap> Deliveries,
    IReadOnlyList<RunMishap> Runs,
    IReadOnlyList<LockMishap> Locks)
{
    /// <summary>Whether nothing goes wrong on the way.</summary>
    public bool IsCalm => Deliveries.Count + Runs.Count + Locks.Count == 0;

    public override string ToString() => string.Join(
        '\n',
        [$"{Setting}", .. Resources.Select(one => $"{one}"), .. Steps.Select(one => $"{one}"),
            .. Deliveries.Select(one => $"{one}"), .. Runs.Select(one => $"{one}"),
            .. Locks.Select(one => $"{one}")]);
}

/// <summary>What AWS leaves open, and what the template says about the function.</summary>
sealed record Setting(
    RollbackOrder Order, ReplacedRollback Replaced, int DeleteTries, CleanupTries Cleanup, int LateOverwrite, bool ReusesIds,
    bool HasWatchdog, int FunctionTimeout);

/// <param name="Kind">What it is.</param>
/// <param name="After">How far before it the resource stands that it depends on; one that is not there: none.</param>
/// <param name="ServiceTimeout">In seconds.</param>
/// <param name="Transaction">Of a migration.</param>
/// <param name="DeletionPolicy">As the template says it; null: nothing.</param>
/// <param name="UpdateReplacePolicy">As the template says it; null: nothing.</param>
sealed record ResourcePlan(
    ResourceKind Kind, int After, int ServiceTimeout, Transaction Transaction, string? DeletionPolicy = null,
    string? UpdateReplacePolicy = null);

enum ResourceKind
{
    Migration,

    /// <summary>A name that is replaced by another one in each update: samples/UniqueName.</summary>
    Name,

    /// <summary>A resource of AWS's.</summary>
    Aws,
}

/// <param name="Kind">What is done, if the stack's status allows it.</param>
/// <param name="Scripts">What the new image has more than the one before.</param>
/// <param name="Fails">What resources of AWS's fail at.</param>
/// <param name="Seconds">How long they take.</param>
/// <param name="CancelAfter">When an update is cancelled, in seconds; 0: not.</param>
/// <param name="DisableRollback">Whether it stops where it fails.</param>
/// <param name="Settles">Whether all that is late arrives before the next step.</param>
/// <param name="Spares">Which of those that the former operation failed at this one skips or retains: a bit for each.</param>
/// <param name="IsAgain">Whether what stopped without rollback is tried again as it was: nothing of it is new.</param>
sealed record Step(
    StepKind Kind, IReadOnlyList<ScriptPlan> Scripts, RequestKind? Fails, int Seconds, int CancelAfter, bool DisableRollback,
    bool Settles, int Spares = 0, bool IsAgain = false)
{
    // Twenty seconds is the least that a run has, and fifteen of them are not for work.
    const int MostSeconds = 1;

    /// <summary>Whether nothing is wrong with it: nothing fails, is cancelled, or takes longer than a run has.</summary>
    public bool IsCalm => Fails is null && CancelAfter == 0 && Scripts.Sum(script => script.Seconds) <= MostSeconds
        && Scripts.All(script => script.Kind != ScriptKind.Mistaken);

    public override string ToString() =>
        $"{Kind} +[{string.Join(", ", Scripts)}] fails {Fails}, {Seconds} s, cancel {CancelAfter}, "
        + $"{(DisableRollback ? "without" : "with")} rollback, spares {Spares:b}, {(Settles ? "settles" : "goes on")}"
        + $"{(IsAgain ? ", again" : "")}";
}

enum StepKind
{
    Update,
    Roll,
    Delete,
}

/// <param name="Resource">Whose it is, by number.</param>
/// <param name="Kind">What is special about it.</param>
/// <param name="Seconds">How long each statement takes.</param>
sealed record ScriptPlan(int Resource, ScriptKind Kind, int Seconds)
{
    public override string ToString() => $"{Resource}:{Kind} {Seconds} s";
}

/// <summary>Somebody else has the lock of a migration's database: an operator, say.</summary>
/// <param name="Resource">Whose, by number.</param>
/// <param name="At">From when on, in seconds; later if a run has it then.</param>
/// <param name="Seconds">How long after that moment it is free again.</param>
sealed record LockMishap(int Resource, int At, int Seconds);

/// <param name="Event">The event's number, from 1.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Seconds">When.</param>
sealed record DeliveryMishap(int Event, DeliveryMishapKind Kind, int Seconds);

enum DeliveryMishapKind
{
    Twice,
    Late,
    Dropped,
}

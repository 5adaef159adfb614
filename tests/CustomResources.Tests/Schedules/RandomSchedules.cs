using CsCheck;
using Lockstep.CustomResources.Tests.Schedules.Functions;
using Lockstep.CustomResources.Tests.Schedules.Modelling;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>Makes schedules at random; smaller ones are shorter and calmer.</summary>
static class RandomSchedules
{
    // Two thirds of all mishaps hit one of the first events and runs, which are most of them.
    static readonly Gen<int> Number = Gen.OneOf(Gen.Int[1, 6], Gen.Int[1, 12], Gen.Int[1, 40]);

    static readonly Gen<int> Moment = Gen.OneOf(Gen.Int[0, 5], Gen.Int[0, 300], Gen.Int[0, 8000]);

    static readonly Gen<Setting> Setting = Gen.Select(
        Gen.Select(Gen.Enum<RollbackOrder>(), Gen.Enum<ReplacedRollback>()), Gen.OneOf(1, 3), Gen.Enum<CleanupTries>(),
        Gen.Frequency((2, Gen.Const(0)), (1, Gen.OneOf(1, 5, 60))), Gen.Bool,
        Gen.Frequency((3, Gen.Const(true)), (1, Gen.Const(false))), Gen.OneOf(900, 300, 60, 20),
        (rollback, tries, cleanup, overwrite, reuses, watchdog, timeout) =>
            new Setting(rollback.Item1, rollback.Item2, tries, cleanup, overwrite, reuses, watchdog, timeout));

    static readonly Gen<string?> DeletionPolicy = Gen.Frequency(
        (8, Gen.Const((string?)null)), (1, Gen.Const((string?)ResourcePolicy.Delete)),
        (2, Gen.Const((string?)ResourcePolicy.Retain)), (2, Gen.Const((string?)ResourcePolicy.RetainExceptOnCreate)));

    static readonly Gen<string?> UpdateReplacePolicy = Gen.Frequency(
        (4, Gen.Const((string?)null)), (1, Gen.Const((string?)ResourcePolicy.Delete)),
        (2, Gen.Const((string?)ResourcePolicy.Retain)));

    static readonly Gen<ResourcePlan> Resource = Gen.Select(
        Gen.Frequency(
            (4, Gen.Const(ResourceKind.Migration)), (1, Gen.Const(ResourceKind.Name)), (2, Gen.Const(ResourceKind.Aws))),
        Gen.Int[0, 3], Gen.OneOf(3600, 1800, 600, 120), Gen.Enum<Transaction>(), DeletionPolicy, UpdateReplacePolicy,
        (kind, after, timeout, transaction, deletion, replacement) =>
            new ResourcePlan(kind, after, timeout, transaction, deletion, replacement));

    static readonly Gen<ScriptPlan> Script = Gen.Select(
        Gen.Int[0, 3],
        Gen.Frequency(
            (8, Gen.Const(ScriptKind.Plain)), (1, Gen.Const(ScriptKind.Irreversible)), (1, Gen.Const(ScriptKind.Mistaken)),
            (1, Gen.Const(ScriptKind.Deaf))),
        Gen.OneOf(Gen.Int[0, 2], Gen.Int[0, 40], Gen.Int[0, 400]),
        (resource, kind, seconds) => new ScriptPlan(resource, kind, seconds));

    static readonly Gen<RequestKind?> Fails = Gen.Int[0, 9].Select(dice => dice switch
    {
        < 5 => (RequestKind?)null,
        5 => RequestKind.Create,
        6 => RequestKind.Delete,
        _ => RequestKind.Update,
    });

    static readonly Gen<Step> Step = Gen.Select(
        Gen.Frequency((8, Gen.Const(StepKind.Update)), (2, Gen.Const(StepKind.Roll)), (1, Gen.Const(StepKind.Delete))),
        Script.List[0, 5],
        Fails,
        Gen.OneOf(Gen.Int[0, 2], Gen.Int[0, 120]),
        Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[1, 400])),
        Gen.Frequency((4, Gen.Const(false)), (1, Gen.Const(true))),
        Gen.Select(Gen.Bool, Gen.OneOf(Gen.Const(0), Gen.Int[0, 15]), Gen.Bool),
        (kind, scripts, fails, seconds, cancel, disable, end) =>
            new Step(kind, scripts, fails, seconds, cancel, disable, end.Item1, end.Item2, end.Item3));

    static readonly Gen<DeliveryMishap> Delivery = Gen.Select(
        Number,
        Gen.Frequency(
            (4, Gen.Const(DeliveryMishapKind.Twice)), (2, Gen.Const(DeliveryMishapKind.Late)),
            (1, Gen.Const(DeliveryMishapKind.Dropped))),
        Moment,
        (number, kind, seconds) => new DeliveryMishap(number, kind, seconds));

    static readonly Gen<int> Seconds = Gen.OneOf(Gen.Int[-2, 2], Gen.Int[-60, 60], Gen.Int[-8000, 8000]);

    static readonly Gen<RunMishap> Run = Gen.OneOf(
        Gen.Select(
            Number, Gen.Int[1, 24], Gen.OneOf(0, 30), (run, at, lingers) => new RunMishap(run, CrashAt: at, Lingers: lingers)),
        Gen.Select(
            Number, Gen.Enum<ResponseBucketFault>(), Gen.Int[1, 4],
            (run, fault, times) => new RunMishap(run, Puts: times, Put: fault)),
        Gen.Select(Number, Gen.Int[1, 24], Seconds, (run, at, jump) => new RunMishap(run, JumpAt: at, Jump: jump)),
        Gen.Select(Number, Seconds, (run, skew) => new RunMishap(run, Skew: skew)),
        Gen.Select(Number, run => new RunMishap(run, IsThrottled: true)),
        Gen.Select(
            Number, Gen.OneOf(Gen.Int[1, 10], Gen.Int[1, 24]), Gen.OneOf(1, 2, 6), Gen.OneOf(0, 30),
            Gen.OneOf(Gen.Const(0), Gen.OneOf(1, 30, 1000)),
            (run, at, times, lingers, silence) =>
                new RunMishap(run, BreakAt: at, Breaks: times, Lingers: lingers, Silence: silence)));

    static readonly Gen<LockMishap> Lock = Gen.Select(
        Gen.Int[0, 3], Moment, Gen.OneOf(Gen.Int[1, 30], Gen.Int[1, 400], Gen.Int[1, 4000]),
        (resource, at, seconds) => new LockMishap(resource, at, seconds));

    public static Gen<Schedule> Any { get; } = Gen.Select(
        Setting, Resource.List[1, 4], Step.List[1, 6], Delivery.List[0, 4], Run.List[0, 5],
        Gen.Frequency((3, Lock.List[0, 0]), (2, Lock.List[1, 2])),
        (setting, resources, steps, deliveries, runs, locks) =>
            new Schedule(setting, resources, steps, deliveries, runs, locks));
}

using CsCheck;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>Makes lives at random; smaller ones are shorter and calmer.</summary>
static class Lives
{
    // Above all what is there in most deployments.
    static readonly Gen<ScriptShape> Shape = Gen.Frequency(
        (4, Gen.Const(ScriptShape.Table)), (4, Gen.Const(ScriptShape.Column)), (3, Gen.Const(ScriptShape.Index)),
        (2, Gen.Const(ScriptShape.Several)), (1, Gen.Const(ScriptShape.ColumnAlone)), (2, Gen.Const(ScriptShape.Seed)),
        (1, Gen.Const(ScriptShape.Backfill)), (1, Gen.Const(ScriptShape.TableForGood)), (1, Gen.Const(ScriptShape.Mistake)));

    // A deployment without repeatables is about 150 messages, a rollback with its looks at the catalogue up to some thousands.
    static readonly Gen<int> Message = Gen.OneOf(Gen.Int[1, 60], Gen.Int[61, 400], Gen.Int[401, 2500]);

    static readonly Gen<Fault> Fault = Gen.Select(
        Gen.Frequency(
            (3, Gen.Const(FaultKind.None)), (3, Gen.Const(FaultKind.Cut)), (3, Gen.Const(FaultKind.Kill)),
            (1, Gen.Const(FaultKind.Twice)), (1, Gen.Const(FaultKind.Again)), (1, Gen.Const(FaultKind.Late)),
            (2, Gen.Const(FaultKind.Locked)), (1, Gen.Const(FaultKind.Leap)), (1, Gen.Const(FaultKind.SetBack)),
            (2, Gen.Const(FaultKind.OutOfTime)),
            (2, Gen.Const(FaultKind.Dead))),
        Message,
        (kind, message) => new Fault(kind, message));

    // Rollbacks whose time is over in the middle have broken promises that hundreds of calmer lives had kept.
    static readonly Gen<Fault> FaultOfTheWayBack = Gen.Frequency(
        (2, Fault), (1, Gen.OneOf(Gen.Int[50, 400], Gen.Int[401, 2500]).Select(message => new Fault(FaultKind.OutOfTime, message))));

    static readonly Gen<Episode> Episode = Gen.Select(
        Shape.List[1, 3], Gen.Frequency((4, Gen.Const(0)), (1, Gen.Int[1, 3])), Fault, Gen.Enum<Writes>(), Gen.Frequency((2, Gen.Const(true)), (1, Gen.Const(false))),
        Gen.Enum<Answering>(), FaultOfTheWayBack,
        (scripts, goesBack, forward, meanwhile, fails, answering, back) =>
            new Episode(scripts, goesBack, forward, meanwhile, fails, answering, back));

    static readonly Gen<Setting> Setting = Gen.Select(
        Gen.Bool,
        Gen.Frequency(
            (2, Gen.Const(DeletePolicy.Retain)), (4, Gen.Const(DeletePolicy.Revert)), (2, Gen.Const(DeletePolicy.DropSchema)),
            (1, Gen.Const(DeletePolicy.DropDatabase))),
        Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true))),
        Gen.Frequency((2, Gen.Const(false)), (1, Gen.Const(true))),
        Gen.OneOf(Gen.Const("200ms"), Gen.Const("5s")),
        (script, policy, before, neighbour, timeout) => new Setting(script, policy, before, neighbour, timeout));

    public static Gen<Life> Any { get; } = Gen.Select(
        Setting, Episode.List[1, 4], Fault, (setting, episodes, last) => new Life(setting, episodes, last));
}

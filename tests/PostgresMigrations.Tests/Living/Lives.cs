using CsCheck;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>Makes lives at random; smaller ones are shorter and calmer.</summary>
static class Lives
{
    // Above all what is there in most deployments.
    static readonly Gen<ScriptShape> Shape = Gen.Frequency(
        (4, Gen.Const(ScriptShape.Table)), (4, Gen.Const(ScriptShape.Column)), (3, Gen.Const(ScriptShape.Index)),
        (2, Gen.Const(ScriptShape.Seed)), (1, Gen.Const(ScriptShape.Backfill)), (1, Gen.Const(ScriptShape.TableForGood)),
        (1, Gen.Const(ScriptShape.Mistake)));

    // A deployment without repeatables is about 150 messages, a rollback with its looks at the catalogue up to some thousands.
    static readonly Gen<int> Message = Gen.OneOf(Gen.Int[1, 60], Gen.Int[61, 400], Gen.Int[401, 2500]);

    static readonly Gen<Fault> Fault = Gen.Select(
        Gen.Frequency(
            (3, Gen.Const(FaultKind.None)), (3, Gen.Const(FaultKind.Cut)), (3, Gen.Const(FaultKind.Kill)),
            (1, Gen.Const(FaultKind.Twice)), (1, Gen.Const(FaultKind.Again)), (1, Gen.Const(FaultKind.Late))),
        Message,
        (kind, message) => new Fault(kind, message));

    static readonly Gen<Episode> Episode = Gen.Select(
        Shape.List[1, 3], Gen.Frequency((4, Gen.Const(0)), (1, Gen.Int[1, 3])), Fault, Gen.Enum<Writes>(), Gen.Frequency((2, Gen.Const(true)), (1, Gen.Const(false))),
        Gen.Enum<Answering>(), Fault,
        (scripts, goesBack, forward, meanwhile, fails, answering, back) =>
            new Episode(scripts, goesBack, forward, meanwhile, fails, answering, back));

    static readonly Gen<End> End = Gen.Select(
        Gen.OneOf(Gen.Const(DeletePolicy.Retain), Gen.Const(DeletePolicy.Revert)), Fault, (policy, fault) => new End(policy, fault));

    public static Gen<Life> Any { get; } = Gen.Select(
        Episode.List[1, 4], Gen.Bool, End, (episodes, isInScriptMode, end) => new Life(episodes, isInScriptMode, end));
}

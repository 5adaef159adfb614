using System.Diagnostics;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>The segments of a deployment as an operator reads them.</summary>
static class PlannedSegments
{
    public static IReadOnlyList<PlannedSegment> Of(IReadOnlyList<Segment> segments, TransactionScope scope) =>
    [
        .. segments.Where(segment => segment.Steps.Any(IsScript)).Select(segment => new PlannedSegment(
            segment.IsTransactional, Why(segment, scope),
            [.. segment.Steps.Where(IsScript).Select(Of)])),
    ];

    static bool IsScript(RunStep step) => step is not BelongingsStep;

    static string Why(Segment segment, TransactionScope scope) => (segment.Because, scope) switch
    {
        ({ } reason, _) => $"{char.ToUpperInvariant(reason[0])}{reason[1..]}",
        (_, TransactionScope.Script) => "Transaction is Script: each script commits by itself.",
        _ when !segment.IsTransactional => "It is outside a transaction: each of its statements commits by itself.",
        _ => "All of it commits together, or nothing does.",
    };

    static PlannedStep Of(RunStep step) => step switch
    {
        ApplyStep apply => new(
            StepAction.Apply, apply.Script.Kind, apply.Script.Version?.ToString(), apply.Script.Name, Count(step),
            Down(apply.Script)),
        RevertStep revert => new(
            StepAction.Revert, revert.Stored.Row.Kind, revert.Stored.Row.Version?.ToString(), revert.Stored.Row.Name,
            Count(step), null),
        ReapplyStep reapply => new(
            StepAction.Reapply, reapply.Stored.Row.Kind, reapply.Stored.Row.Version?.ToString(), reapply.Stored.Row.Name,
            Count(step), null),
        PutBackStep back => new(
            StepAction.Reapply, back.Stored.Row.Kind, back.Stored.Row.Version?.ToString(), back.Stored.Row.Name, Count(step),
            null),
        _ => throw new UnreachableException(step.GetType().Name),
    };

    static int Count(RunStep step) => step.Text.Statements.Count();

    static DownState Down(Script script) => script.IsIrreversible ? DownState.Irreversible
        : script.Down is null ? DownState.Missing
        : DownState.Present;
}

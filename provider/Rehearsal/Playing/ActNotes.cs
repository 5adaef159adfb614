using System.Globalization;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What an act's stack events don't tell: who answered what, who wrote, where the database went.</summary>
static class ActNotes
{
    public static IReadOnlyList<ActNote> Of(Scene scene, Stage stage, IAct act)
    {
        var (before, after) = (scene.Before.Journal.Version, scene.After.Journal.Version);
        return
        [
            .. scene.Exchanges.Select(
                exchange => new ActNote($"{exchange.Request.Kind}", $"{Name(exchange)}{Answer(exchange, stage)}")),
            .. scene.Written.Select(written => new ActNote(
                "Application", $"wrote a row into {written.Table}, after the migration and before the API's turn")),
            .. OrderNotes.Of(scene, stage, act),
            .. Outputs(stage),
            new("Database", before == after ? $"version {after} before and after" : $"version {before} before, {after} after"),
        ];
    }

    static IEnumerable<ActNote> Outputs(Stage stage)
    {
        var outputs = stage.Stack.Outputs();
        return outputs.Count == 0
            ? []
            : [new("Outputs", string.Join(", ", outputs.Select(output => $"{output.Key} {output.Value}")))];
    }

    // The migration is what it is about; any other resource is named.
    static string Name(CustomResourceExchange exchange) =>
        exchange.Request.LogicalId == ShopTemplate.Migration ? "" : $"{exchange.Request.LogicalId}: ";

    static string Answer(CustomResourceExchange exchange, Stage stage) =>
        exchange.Run is not { } run || stage.Images.Find(run.Image) is not { } image ? "nobody answered"
        : run.Destination is null
            ? $"the function of image {image.Tag}, with {image.Contents}, {Said(exchange.Verdict)}{InRuns(exchange, run)}"
            : $"the function of image {image.Tag} ended {run.Runs.ToString(CultureInfo.InvariantCulture)} times in "
                + $"{exchange.ErrorType()}; then the watchdog {Said(exchange.Verdict)}";

    static string Said(AnswerVerdict? verdict) => verdict switch
    {
        AcceptedAnswer { Answer: var answer } => $"answered SUCCESS{Counts(answer.Data)}{Because(answer.Reason)}",
        FailedAnswer { Detail: null } => "answered FAILED",
        FailedAnswer { Detail: { } detail } => $"gave an answer that is none. {detail}",
        _ => "gave no answer",
    };

    static string InRuns(CustomResourceExchange exchange, FunctionRun run) =>
        run.Runs + exchange.HandedOn.Count is > 1 and var runs ? $", in {runs.ToString(CultureInfo.InvariantCulture)} runs" : "";

    static string Counts(IReadOnlyDictionary<string, string> data) =>
        data.GetValueOrDefault("AppliedCount") is { Length: > 0 } applied
            ? $": {applied} applied, {data.GetValueOrDefault("RevertedCount")} reverted"
            : "";

    static string Because(string? reason) => reason is null ? "" : $". {reason}";
}

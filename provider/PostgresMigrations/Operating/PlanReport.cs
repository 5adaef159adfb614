using System.Text.Json;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Deploying;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Statements;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary><c>plan</c>: decided by the code that a deployment runs by, and then not run.</summary>
sealed class PlanReport(Lazy<ScriptLibrary> scripts)
{
    public const string CheckSyntax = "CheckSyntax";

    static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    public async Task<JsonElement> RunAsync(
        Observation observed, IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken)
    {
        var isChecked = IsChecked(options);
        var target = AsOwner(observed);
        var place = await Place.ReadAsync(observed, cancellationToken);
        var head = new PlanDocument
        {
            Place = place,
            Journal = observed.Journal,
            Refusals = [.. observed.Journal.Reason is { } reason && !observed.KnowsRows ? [reason] : Array.Empty<string>()],
            TakesOver = Ownership.TakenOver(target, observed.Standing),
            CreatesSchema = !observed.Standing.Schema.Exists,
        };
        var document = observed.KnowsRows ? await DecidedAsync(head, target, observed, isChecked, cancellationToken) : head;
        return JsonSerializer.SerializeToElement(document, OperatorDocuments.Default.PlanDocument);
    }

    async Task<PlanDocument> DecidedAsync(
        PlanDocument head, Target target, Observation observed, bool isChecked, CancellationToken cancellationToken)
    {
        var (standing, connection) = (observed.Standing, observed.Connection);
        var library = scripts.Value.With(target.Properties.Variables);
        var run = await ForwardRun.DecideAsync(target, connection, standing, library, cancellationToken);
        var replaced = await StoredScript.OfAsync(connection, run.Plan.Repeatables.Replaced, cancellationToken);
        await observed.EndAsync(cancellationToken);
        return head with
        {
            Refusals = run.Findings,
            DatabaseVersion = standing.DatabaseVersion.ToString(),
            VersionAfter = run.After.Version.ToString(),
            Segments = PlannedSegments.Of(
                [.. run.Reverts.Findings.Count > 0 ? [] : run.Reverts.Segments(standing.Schema.Locks), .. run.Applies],
                target.Properties.Transaction),
            Adopted = [.. run.Plan.Adopted.Select(ScriptEntry.Of)],
            Accepted = [.. run.Plan.Accepted.Select(ScriptEntry.Of)],
            Renamed = [.. run.Plan.Renamed.Select(renamed => new RenamedEntry(renamed.Row.Name, renamed.Name))],
            RunAgain = [.. run.Plan.Unfinished.Select(ScriptEntry.Of)],
            Lint = run.Dangers,
            Rollback = RollbackPreview.Of(run, replaced, target.Properties.OnRollback, standing.Schema.Locks),
            Syntax = isChecked
                ? await new SyntaxCheck(connection, target.Properties.Schema, target.Context.Deadline, Margin)
                    .RunAsync(run.Plan.Pending.SelectMany(Texts), cancellationToken)
                : null,
        };
    }

    static IEnumerable<ScriptText> Texts(Script script) => script.Down is { } down ? [script.Up, down] : [script.Up];

    // Who asks need not say whose deployment it would be: it is the owner's, unless he does.
    static Target AsOwner(Observation observed)
    {
        var target = observed.Target;
        return target.Context is { StackId: "", LogicalResourceId: "" }
            && observed.Standing.Owners.GetValueOrDefault(target.Properties.Schema) is { } owner
                ? target with { Context = target.Context with { StackId = owner.StackId, LogicalResourceId = owner.LogicalId } }
                : target;
    }

    static bool IsChecked(IReadOnlyDictionary<string, string> options) =>
        options.GetValueOrDefault(CheckSyntax) is not { } text
        || (bool.TryParse(text, out var isChecked)
            ? isChecked
            : throw new CustomResourceException($"Invalid event of the command plan: {CheckSyntax} is neither true nor false."));
}

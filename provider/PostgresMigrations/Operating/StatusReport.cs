using System.Text.Json;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary><c>status</c>: where a schema stands, beside what this image has.</summary>
sealed class StatusReport(Lazy<ScriptLibrary> scripts)
{
    public async Task<JsonElement> RunAsync(
        Observation observed, IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken)
    {
        var (library, standing) = (scripts.Value.With(observed.Target.Properties.Variables), observed.Standing);

        // Where somebody wants to go is the plan's affair: what is kept or edited is so whatever the order.
        var properties = observed.Target.Properties with { TargetVersion = TargetVersion.Latest };
        var plan = observed.KnowsRows ? ForwardPlan.For(library, standing, properties) : null;
        var document = new StatusDocument
        {
            Place = await Place.ReadAsync(observed, cancellationToken),
            Journal = observed.Journal,
            SchemaExists = standing.Schema.Exists,
            IsJournaled = plan is null ? null : standing.Schema.IsJournaled,
            DatabaseVersion = plan is null ? null : standing.DatabaseVersion.ToString(),
            ImageVersion = library.LatestVersion.ToString(),
            Owner = standing.Owners.GetValueOrDefault(observed.Target.Properties.Schema) is { } owner
                ? OwnerEntry.Of(owner)
                : null,
            Lock = await LockHolder.FindAsync(observed, cancellationToken),
            Pending = plan is null ? null : [.. plan.Pending.Select(ScriptEntry.Of)],
            Ahead = plan is null ? null : [.. Ahead(standing.Rows, library.LatestVersion)],
            Kept = plan is null ? null : [.. Kept(plan)],
            Unfinished = plan is null ? null : [.. Running(standing.Rows).Select(UnfinishedEntry.Of)],
            Findings = plan is null ? null : plan.Findings,
            Deployments = await DeploymentEntry.NewestAsync(observed, cancellationToken),
            InvalidIndexes = await InvalidIndex.FindAsync(observed, cancellationToken),
            Rights = await MigratorRights.ReadAsync(observed, cancellationToken),
        };
        return JsonSerializer.SerializeToElement(document, OperatorDocuments.Default.StatusDocument);
    }

    static IEnumerable<ScriptEntry> Ahead(IEnumerable<JournalRow> rows, ScriptVersion newest) =>
        rows.Where(row => row.IsPresent && row.Version > newest).Select(ScriptEntry.Of);

    static IEnumerable<JournalRow> Running(IEnumerable<JournalRow> rows) => rows.Where(row => row.State == JournalState.Running);

    static IEnumerable<KeptEntry> Kept(ForwardPlan plan) =>
    [
        .. plan.Adopted.Select(row => KeptEntry.Of(
            row, KeptSettlement.Adopted, "Deploy this image: its text is unchanged, so it counts as applied from then on.")),
        .. plan.Accepted.Select(row => KeptEntry.Of(
            row, KeptSettlement.Accepted, "Deploy with these properties: Accept names it, so it stays as it is.")),
        .. plan.Unsettled.Select(unsettled => KeptEntry.Of(unsettled.Row, KeptSettlement.Unsettled, unsettled.Remedy)),
        .. plan.Repeatables.Replaced.Where(IsKept).Select(row => KeptEntry.Of(
            row, KeptSettlement.Replaced, "Deploy this image: its text replaces it.")),
        .. plan.Repeatables.Gone.Where(IsKept).Select(row => KeptEntry.Of(
            row, KeptSettlement.Left, "This image has no such file: it stays. Drop what it made in a new script.")),
    ];

    static bool IsKept(JournalRow row) => row.State == JournalState.Kept;
}

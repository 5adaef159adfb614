using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Planning;

/// <summary>What a Create or a forward Update is going to do, all of it checked before anything runs.</summary>
/// <param name="Versioned">The versioned scripts to run, in order.</param>
/// <param name="Repeatables">What becomes of the repeatable ones, which run behind them.</param>
/// <param name="Reverts">
/// Rows to take back instead, newest first: an order to go down, and the repeatables that came with or after what it takes back.
/// </param>
/// <param name="Adopted">Kept rows whose script is here unchanged: applied from now on.</param>
/// <param name="Accepted">Kept rows that a person accepts as they are.</param>
/// <param name="Renamed">Applied rows whose file has another name by now.</param>
/// <param name="Unfinished">Rows of scripts that never ended and are run again.</param>
/// <param name="WantedVersion">The version that this image and its TargetVersion ask for.</param>
sealed record ForwardPlan(
    IReadOnlyList<Script> Versioned,
    RepeatablePlan Repeatables,
    IReadOnlyList<JournalRow> Reverts,
    IReadOnlyList<JournalRow> Adopted,
    IReadOnlyList<JournalRow> Accepted,
    IReadOnlyList<RenamedRow> Renamed,
    IReadOnlyList<JournalRow> Unfinished,
    ScriptVersion WantedVersion)
{
    /// <summary>Scripts to journal as there without running them.</summary>
    public IReadOnlyList<Script> Declared { get; init; } = [];

    /// <summary>Why nothing of it may be run; empty when nothing speaks against it.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>Kept rows that nothing settles yet: each is in <see cref="Findings"/>, too.</summary>
    public required IReadOnlyList<UnsettledRow> Unsettled { get; init; }

    /// <summary>Compares the scripts with the journal; names every difference where they tell different histories.</summary>
    public static ForwardPlan For(ScriptLibrary library, Standing standing, MigrationProperties properties)
    {
        List<Script> versioned = [.. library.Scripts.Where(script => script.Version is not null)];
        var package = Package(versioned, standing.Rows);
        var doubles = versioned.Where(script => !ReferenceEquals(package[script.Version!.Value], script));
        var baseline = BaselineDeclaration.For(library.Scripts, standing, properties.Baseline);
        var target = TargetVersion.Parse(properties.TargetVersion);
        var comparison = new PlanComparison(
            package, [.. standing.Rows, .. baseline.Rows], library.LatestVersion, properties, target);
        var plan = For(comparison, library, standing, target);
        return plan with
        {
            Declared = baseline.Scripts,
            Findings =
            [
                .. library.Findings.Concat(doubles.SelectMany(script => script.Findings)).Select(finding => finding.ToString()),
                .. baseline.Findings, .. plan.Repeatables.Findings, .. comparison.Findings,
            ],
        };
    }

    // Of two files with one number, the one that ran is the script and the other the mistake.
    static Dictionary<ScriptVersion, Script> Package(IReadOnlyList<Script> scripts, IReadOnlyList<JournalRow> rows)
    {
        var package = new Dictionary<ScriptVersion, Script>();
        foreach (var script in scripts)
        {
            var version = script.Version!.Value;
            if (!package.TryAdd(version, script)
                && rows.Any(row => row.Version == version && script.Up.HasChecksum(row.Checksum)))
            {
                package[version] = script;
            }
        }

        return package;
    }

    static ForwardPlan For(
        PlanComparison comparison, ScriptLibrary library, Standing standing, ScriptVersion? target)
    {
        var rows = standing.Rows;
        var newest = library.LatestVersion;
        var limit = target ?? newest;
        var above = comparison.Above;
        var first = above.Concat(standing.TakenBack).Where(row => row.Version is not null).MinBy(row => row.DeploymentId);
        var reverted = first is null ? [] : RepeatablesSince(first, standing).ToList();
        var repeatables = RepeatablePlan.For(
            library.Scripts, [.. rows.Except(reverted)], limit == newest && comparison.EndsAt(newest, above));
        var versioned = comparison.Due;
        return new ForwardPlan(
            versioned,
            repeatables,
            [.. reverted, .. above],
            [.. comparison.Adopted, .. repeatables.Adopted],
            comparison.Accepted,
            comparison.Renamed,
            BegunOf(rows, [.. versioned, .. repeatables.Pending]),
            limit)
        {
            FirstReverted = first,
            TakenBack = [.. standing.TakenBack.Where(row => row.DeploymentId >= first?.DeploymentId)],
            Findings = [],
            Unsettled = comparison.Unsettled,
        };
    }

    /// <summary>Former texts of repeatables that are run again after the reverts.</summary>
    public IReadOnlyList<JournalRow> Reapplied { get; init; } = [];

    /// <summary>The scripts to run, in order.</summary>
    public IReadOnlyList<Script> Pending => [.. Versioned, .. PendingRepeatables];

    /// <summary>Those of them that are repeatable, by name.</summary>
    public IReadOnlyList<Script> PendingRepeatables => [.. Repeatables.PendingAfter(Reapplied)];

    /// <summary>Those of the former texts that stay.</summary>
    public IEnumerable<JournalRow> Restored => Reapplied.Where(row => Pending.All(script => script.Name != row.Name));

    /// <summary>The first script that an order to go down takes back; null where there is no such order.</summary>
    public JournalRow? FirstReverted { get; init; }

    /// <summary>What of the order a run that was cut off has done.</summary>
    public IReadOnlyList<JournalRow> TakenBack { get; init; } = [];

    // A deployment runs them behind its versioned scripts. What this one has run itself is what was in force before.
    static IEnumerable<JournalRow> RepeatablesSince(JournalRow first, Standing standing) => standing.Rows
        .Where(row => row.IsPresent && row.Kind == ScriptKind.Repeatable && row.DeploymentId >= first.DeploymentId
            && row.DeploymentId != standing.Request?.Id)
        .OrderByDescending(row => row.Name, StringComparer.Ordinal);

    static IReadOnlyList<JournalRow> BegunOf(IReadOnlyList<JournalRow> rows, IReadOnlyList<Script> pending) =>
    [
        .. rows.Where(row => row.State == JournalState.Running
            && pending.Any(script => row.Version is { } version ? script.Version == version : script.Name == row.Name)),
    ];
}

/// <param name="Row">The row that carries the old name.</param>
/// <param name="Name">The file's name now.</param>
sealed record RenamedRow(JournalRow Row, string Name);

/// <param name="Row">A row that a rollback had to keep.</param>
/// <param name="Remedy">How a person settles it.</param>
sealed record UnsettledRow(JournalRow Row, string Remedy);

using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Reverting.Repeatables;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>What a Create or a forward Update is going to run: decided, cut, and nothing of it begun.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Reverts">What it reverts, with the texts.</param>
/// <param name="After">The schema afterwards.</param>
/// <param name="Findings">Why nothing of it may be run, all at once; empty when nothing speaks against it.</param>
sealed record ForwardRun(ForwardPlan Plan, RevertRange Reverts, SchemaState After, IReadOnlyList<string> Findings)
{
    /// <summary>What is applied, in running order.</summary>
    public required IReadOnlyList<Segment> Applies { get; init; }

    /// <summary>What is dangerous about the scripts, whether that refuses them or not.</summary>
    public required IReadOnlyList<string> Dangers { get; init; }

    /// <summary>Reads, and writes nothing.</summary>
    public static async Task<ForwardRun> DecideAsync(
        Target target, NpgsqlConnection connection, Standing standing, ScriptLibrary library, CancellationToken cancellationToken)
    {
        var planned = ForwardPlan.For(library, standing, target.Properties);
        var aside = await AsideScript.InAsync(connection, standing, target.Properties.Schema, cancellationToken);
        var later = aside.Where(one => planned.FirstReverted is null || IsPending(planned, one.Name)).ToList();
        var reverts = await RevertsAsync(planned, connection, standing, target.Properties.Schema, cancellationToken) with
        {
            Aside = [.. aside.Except(later)],
        };
        var plan = planned with { Reapplied = [.. reverts.Reapplies.Select(stored => stored.Row)] };
        var dangers = LintGate.Dangers(plan, target.Properties);
        IReadOnlyList<string> findings =
        [
            .. Ownership.Findings(target, standing),
            .. await UnknownOrigin.FindingsAsync(target, connection, standing, library, cancellationToken),
            .. plan.Findings, .. reverts.Findings, .. LintGate.Findings(dangers, target.Properties, standing),
        ];
        return new(plan, reverts, Afterwards(plan, standing), findings)
        {
            Dangers = dangers,
            Applies = Segment.Cut(
                Steps(plan, later), target.Properties.Transaction, standing.Schema.Locks),
        };
    }

    static async Task<RevertRange> RevertsAsync(
        ForwardPlan plan, NpgsqlConnection connection, Standing standing, string schema, CancellationToken cancellationToken)
    {
        if (plan.FirstReverted is not { } first)
        {
            return new([], []);
        }

        var takenBack = await StoredScript.OfAsync(connection, plan.TakenBack, cancellationToken);
        var former = await StoredScript.BeforeAsync(connection, schema, first, FormerNames(plan, standing), cancellationToken);
        var reverts = await StoredScript.OfAsync(connection, plan.Reverts, cancellationToken);
        return new(
            await UnbegunScripts.MarkedAsync(connection, reverts, cancellationToken),
            [.. former.Select(stored => stored.For(standing.Request?.Id))])
        {
            EarlierXids = [.. takenBack.Select(stored => (stored.Row.DeploymentId, stored.Xids))],
        };
    }

    // Those that this deployment has run again are there.
    static IEnumerable<string> FormerNames(ForwardPlan plan, Standing standing) =>
        plan.Reverts.Concat(plan.TakenBack).Where(row => row.Version is null).Select(row => row.Name).Except(
            standing.Rows.Where(row => row.IsPresent && row.DeploymentId == standing.Request?.Id).Select(row => row.Name),
            StringComparer.Ordinal);

    // What was set aside comes back among the repeatables, which it may stand on.
    static IEnumerable<RunStep> Steps(ForwardPlan plan, IReadOnlyList<AsideScript> aside)
    {
        var back = aside.Select(one => one.Script).OfType<StoredScript>().Where(stored => !IsPending(plan, stored.Row.Name));
        var repeatables = plan.PendingRepeatables.Select(script => (script.Name, Step: (RunStep)new ApplyStep(script)))
            .Concat(back.Select(stored => (stored.Row.Name, Step: (RunStep)new PutBackStep(stored))))
            .OrderBy(one => one.Name, StringComparer.Ordinal);
        return
        [
            .. plan.Versioned.Select(script => new ApplyStep(script)), .. repeatables.Select(one => one.Step),
            .. aside.Select(Belongings.StepFor),
        ];
    }

    static bool IsPending(ForwardPlan plan, string name) => plan.PendingRepeatables.Any(script => script.Name == name);

    static SchemaState Afterwards(ForwardPlan plan, Standing standing) => SchemaState.Of(standing.Rows)
        .Without(plan.Reverts)
        .With(plan.Restored)
        .Without(plan.Repeatables.Replaced)
        .With(plan.Adopted, JournalState.Applied)
        .With(plan.Accepted, JournalState.Baseline)
        .With(plan.Declared)
        .With(plan.Pending);
}

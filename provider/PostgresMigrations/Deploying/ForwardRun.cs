using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Reverting;
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
    /// <summary>In running order; what cannot be reverted is left out, and stands in the findings.</summary>
    public required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>Reads, and writes nothing.</summary>
    public static async Task<ForwardRun> DecideAsync(
        Target target, NpgsqlConnection connection, Standing standing, ScriptLibrary library, CancellationToken cancellationToken)
    {
        var plan = ForwardPlan.For(library, standing, target.Properties);
        var reverts = new RevertRange(await StoredScript.OfAsync(connection, plan.Reverts, cancellationToken), []);
        var locks = standing.Schema.Locks;
        var after = SchemaState.Of(standing.Rows)
            .Without(plan.Reverts)
            .With(plan.Adopted, JournalState.Applied)
            .With(plan.Accepted, JournalState.Baseline)
            .With(plan.Declared)
            .With(plan.Pending);
        IReadOnlyList<string> findings =
        [
            .. Ownership.Findings(target, standing),
            .. await UnknownOrigin.FindingsAsync(target, connection, standing, library, cancellationToken),
            .. plan.Findings, .. reverts.Findings,
        ];
        return new(plan, reverts, after, findings)
        {
            Segments =
            [
                .. reverts.Findings.Count > 0 ? [] : reverts.Segments(locks),
                .. Segment.Cut(plan.Pending.Select(script => new ApplyStep(script)), target.Properties.Transaction, locks),
            ],
        };
    }
}

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
    /// <summary>What is applied, in running order.</summary>
    public required IReadOnlyList<Segment> Applies { get; init; }

    /// <summary>What is dangerous about the scripts, whether that refuses them or not.</summary>
    public required IReadOnlyList<string> Dangers { get; init; }

    /// <summary>Reads, and writes nothing.</summary>
    public static async Task<ForwardRun> DecideAsync(
        Target target, NpgsqlConnection connection, Standing standing, ScriptLibrary library, CancellationToken cancellationToken)
    {
        var planned = ForwardPlan.For(library, standing, target.Properties);
        var reverts = await RevertsAsync(planned, connection, target.Properties.Schema, cancellationToken);
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
                plan.Pending.Select(script => new ApplyStep(script)), target.Properties.Transaction, standing.Schema.Locks),
        };
    }

    static async Task<RevertRange> RevertsAsync(
        ForwardPlan plan, NpgsqlConnection connection, string schema, CancellationToken cancellationToken) => new(
        await StoredScript.OfAsync(connection, plan.Reverts, cancellationToken),
        plan.FirstReverted is { } first
            ? await StoredScript.BeforeAsync(connection, schema, first, plan.Reverts, cancellationToken)
            : []);

    static SchemaState Afterwards(ForwardPlan plan, Standing standing) => SchemaState.Of(standing.Rows)
        .Without(plan.Reverts)
        .With(plan.Restored)
        .Without(plan.Repeatables.Replaced)
        .With(plan.Adopted, JournalState.Applied)
        .With(plan.Accepted, JournalState.Baseline)
        .With(plan.Declared)
        .With(plan.Pending);
}

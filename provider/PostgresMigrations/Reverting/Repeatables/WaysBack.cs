using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Engine;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.Statements;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting.Repeatables;

/// <summary>Puts a range's steps in order, with the repeatables out of the way of the downs and back again behind them.</summary>
/// <param name="session">Holds the lock.</param>
/// <param name="schema">The schema.</param>
/// <param name="range">What goes and what comes back.</param>
/// <param name="budget">How many locks one transaction may take.</param>
/// <param name="log">Told when the first way did not do.</param>
sealed class WaysBack(MigratorSession session, string schema, RevertRange range, LockBudget budget, ILogger log)
{
    RevertRange _left = range;

    /// <summary>The last way that is tried.</summary>
    public Way Widest { get; init; } = Way.DropAll;

    /// <summary>
    /// Runs the steps of the way that drops least; where a statement fails, what is left of the range goes the next one.
    /// </summary>
    /// <param name="engine">Runs them.</param>
    /// <param name="then">What is run behind them.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="ScriptFailedException">
    /// No way works; says what the narrowest that could stopped at, or the widest where it came further.
    /// </exception>
    public async Task RunAsync(MigrationEngine engine, IReadOnlyList<Segment> then, CancellationToken cancellationToken)
    {
        ScriptFailedException? failure = null;
        foreach (var way in Enum.GetValues<Way>().Where(way => way <= Widest))
        {
            if (await StepsAsync(way, cancellationToken) is not { } steps)
            {
                continue;
            }

            var done = engine.Done.Count;
            try
            {
                await engine.RunAsync(
                    [.. Segment.Cut(steps, TransactionScope.Batch, budget), .. then], cancellationToken);
                return;
            }
            catch (ScriptFailedException failed) when (!cancellationToken.IsCancellationRequested)
            {
                failure = way == Way.DropAll && engine.Done.Count == done ? failure ?? failed : failed;
                log.MoreSetAside(failed.Message);
                _left = await LeftAsync(engine.Done, cancellationToken);
                if (_left.IsEmpty)
                {
                    throw; // It is what is run behind it that failed.
                }
            }
        }

        throw await ExplainedAsync(failure!, cancellationToken);
    }

    async Task<RevertRange> LeftAsync(IReadOnlyList<RunStep> done, CancellationToken cancellationToken)
    {
        if (done.Count == 0)
        {
            return _left;
        }

        await session.EnsureConnectedAsync(cancellationToken);
        return _left.Without(done) with
        {
            Aside = await AsideScript.InAsync(session.Connection, schema, cancellationToken),
        };
    }

    // The server says that something depends, not what: that is in a detail which may quote rows elsewhere.
    async Task<ScriptFailedException> ExplainedAsync(ScriptFailedException failure, CancellationToken cancellationToken)
    {
        var strangers = failure.SqlState == PostgresErrorCodes.DependentObjectsStillExist
            ? (await SceneAsync(cancellationToken)).Strangers
            : [];
        return strangers.Count == 0 ? failure : failure.Because(string.Join(", ", strangers.Take(5)));
    }

    // Null where the way is no other than the one before it.
    async Task<IReadOnlyList<RunStep>?> StepsAsync(Way way, CancellationToken cancellationToken)
    {
        if (way == Way.Replace && _left.IsWithoutRepeatables)
        {
            return Around([], []);
        }

        var scene = await SceneAsync(cancellationToken);
        if (way switch { Way.Replace => false, Way.Drop => !scene.CanReplace, _ => !scene.HasMore })
        {
            return null;
        }

        var belongings = await Belongings.ReadAsync(
            session.Connection, scene.Leaving(way), _left.Aside, cancellationToken);
        return Around(scene.StepsAway(way, belongings), [.. scene.StepsBack(way), .. belongings.Steps]);
    }

    // The link may have broken while the way before was rolled back.
    async Task<RepeatableScene> SceneAsync(CancellationToken cancellationToken)
    {
        await session.EnsureConnectedAsync(cancellationToken);
        return await RepeatableScene.ReadAsync(session.Connection, schema, _left, cancellationToken);
    }

    IReadOnlyList<RunStep> Around(IReadOnlyList<RunStep> away, IReadOnlyList<RunStep> back) =>
    [
        .. away,
        .. _left.Reverts.Where(stored => stored.Row.Version is not null).Select(RevertStep.Of),
        .. _left.Reapplies.Where(stored => stored.Row.Version is not null).Select(stored => new ReapplyStep(stored)),
        .. back,
    ];
}

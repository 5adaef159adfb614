using Lockstep.PostgresMigrations.Running;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting.Repeatables;

/// <summary>Puts a range's steps in order, with the repeatables out of the way of the downs and back again behind them.</summary>
/// <param name="session">Holds the lock.</param>
/// <param name="schema">The schema.</param>
/// <param name="range">What goes and what comes back.</param>
/// <param name="log">Told when the first way did not do.</param>
sealed class WaysBack(MigratorSession session, string schema, RevertRange range, ILogger log)
{
    /// <summary>
    /// Runs the steps of the way that drops least; where a statement fails and nothing is committed yet, those of the next.
    /// </summary>
    /// <param name="runAsync">Runs all steps.</param>
    /// <param name="isUntouched">Whether nothing is committed.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="ScriptFailedException">No way works; says what the narrowest that could stopped at.</exception>
    public async Task RunAsync(
        Func<IReadOnlyList<RunStep>, Task> runAsync, Func<bool> isUntouched, CancellationToken cancellationToken)
    {
        ScriptFailedException? failure = null;
        foreach (var way in Enum.GetValues<Way>())
        {
            if (await StepsAsync(way, cancellationToken) is not { } steps)
            {
                continue;
            }

            try
            {
                await runAsync(steps);
                return;
            }
            catch (ScriptFailedException failed) when (isUntouched() && !cancellationToken.IsCancellationRequested)
            {
                failure = way == Way.DropAll ? failure ?? failed : failed;
                log.MoreSetAside(failed.Message);
            }
        }

        throw await ExplainedAsync(failure!, cancellationToken);
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
        if (way == Way.Replace && range.ChangedRepeatables.Count + range.FormerRepeatables.Count == 0)
        {
            return Around([], []);
        }

        var scene = await SceneAsync(cancellationToken);
        if (way switch { Way.Replace => false, Way.Drop => !scene.CanReplace, _ => !scene.HasMore })
        {
            return null;
        }

        var belongings = await Belongings.ReadAsync(session.Connection, scene.Leaving(way), cancellationToken);
        return Around(
            scene.StepsAway(way),
            [.. scene.StepsBack(way), .. belongings is null ? Array.Empty<RunStep>() : [new PassingStep(belongings)]]);
    }

    // The link may have broken while the way before was rolled back.
    async Task<RepeatableScene> SceneAsync(CancellationToken cancellationToken)
    {
        await session.EnsureConnectedAsync(cancellationToken);
        return await RepeatableScene.ReadAsync(session.Connection, schema, range, cancellationToken);
    }

    IReadOnlyList<RunStep> Around(IReadOnlyList<RunStep> away, IReadOnlyList<RunStep> back) =>
    [
        .. away,
        .. range.Reverts.Where(stored => !range.ChangedRepeatables.Contains(stored))
            .Select(stored => new RevertStep(stored, stored.Down!)),
        .. range.Reapplies.Where(stored => !range.FormerRepeatables.Contains(stored)).Select(stored => new ReapplyStep(stored)),
        .. back,
    ];
}

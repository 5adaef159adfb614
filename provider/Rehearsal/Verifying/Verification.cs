using System.Runtime.CompilerServices;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Playing;
using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Scripts;

namespace Lockstep.Rehearsal.Verifying;

/// <summary>
/// Takes every script up, down and up again with the real function, and compares the catalogue each time. A state is what an
/// image with the first so many scripts makes; each is gone back to from the next one and from the last.
/// </summary>
public sealed class Verification(VerifyOptions options)
{
    // The catalogue of each state, as it was when it was first reached.
    readonly Dictionary<int, Catalogue> _reached = [];

    /// <summary>Verifies crossing after crossing.</summary>
    /// <exception cref="PostgresUnavailableException">There is no PostgreSQL to be had.</exception>
    /// <exception cref="RehearsalException">There are no scripts, or one does not run at all.</exception>
    public async IAsyncEnumerable<Crossing> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var shelf = Prepare();
        using var log = new FunctionLog(options.LogFile, TimeProvider.System);
        await using var server = await PostgresServer.StartAsync(new() { Progress = options.Progress }, cancellationToken);
        await using var ground = new ProvingGround(server, shelf, options.Function, log);
        await ground.BeginAsync(0, cancellationToken);
        for (var older = 0; older < shelf.All.Count; older++)
        {
            foreach (var newer in NewerThan(older, shelf.All.Count))
            {
                var crossing = await CrossAsync(ground, shelf, older, newer, cancellationToken);
                yield return crossing;
                if (crossing.Outcome == CrossingOutcome.Differs)
                {
                    await ground.BeginAsync(older, cancellationToken);
                }
            }

            await ground.GoAsync(older + 1, cancellationToken);
        }
    }

    // The next one comes last: from there it goes on.
    IEnumerable<int> NewerThan(int older, int last) => options.AllPairs
        ? Enumerable.Range(older + 1, last - older).Reverse()
        : new[] { last, older + 1 }.Distinct();

    async Task<Crossing> CrossAsync(
        ProvingGround ground, ScriptShelf shelf, int older, int newer, CancellationToken cancellationToken)
    {
        var crossing = new Crossing([.. shelf.All.Take(newer).Skip(older)], CrossingOutcome.Same, null, []);
        if (crossing.Scripts.FirstOrDefault(shelf.IsKept) is { } kept)
        {
            return crossing with
            {
                Outcome = CrossingOutcome.Kept,
                Reason = $"{kept.Name} has no down or is irreversible: a rollback keeps it, and says so.",
            };
        }

        var before = await ground.Stack.LookAsync(cancellationToken);
        await ground.GoAsync(newer, cancellationToken);
        var there = await ground.Stack.LookAsync(cancellationToken);
        var again = _reached.TryAdd(newer, there) ? [] : _reached[newer].DifferenceTo(there);
        var reason = await ground.Stack.RollBackAsync(older, newer, cancellationToken);
        var difference = before.DifferenceTo(await ground.Stack.LookAsync(cancellationToken));
        return reason is not null ? crossing.That($"It was not taken back. {reason}", difference)
            : difference.Count > 0 ? crossing.That("Down does not give back what was there before.", difference)
            : again.Count > 0 ? crossing.That("Up again does not make what it made the first time.", again)
            : crossing;
    }

    ScriptShelf Prepare()
    {
        if (!Directory.Exists(options.Scripts))
        {
            throw new RehearsalException($"There is no folder {options.Scripts}.");
        }

        if (Directory.Exists(options.Workshop))
        {
            Directory.Delete(options.Workshop, recursive: true);
        }

        Directory.CreateDirectory(options.Workshop);
        var shelf = new ScriptShelf(options.Scripts, options.Workshop);
        return shelf.All.Count > 0 ? shelf : throw new RehearsalException($"There is no script in {options.Scripts}.");
    }
}

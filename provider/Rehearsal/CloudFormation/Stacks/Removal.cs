namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>Deletes resources, dependents before what they depend on.</summary>
sealed class Removal(StackState stack, DeleteStep step)
{
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
    const int Tries = 3;

    /// <summary>Deletes all that the stack has, and copies that a cleanup has not come to.</summary>
    /// <returns>The logical ids of those that failed.</returns>
    public async Task<IReadOnlyList<string>> DeleteAllAsync(Departure why, int tries, CancellationToken cancellationToken)
    {
        var failed = await DeleteAsync(
            [.. stack.Leftovers, .. stack.Resources.Select(state => new Leftover(state, why))], tries, cancellationToken);
        stack.Leftovers.RemoveAll(left => !failed.Contains(left));
        return [.. failed.Select(left => left.State.LogicalId).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Deletes these, each as often as it may be tried; what a resource that could not be deleted depends on is left
    /// alone.</summary>
    /// <returns>Those that failed.</returns>
    public async Task<IReadOnlyList<Leftover>> DeleteAsync(
        IReadOnlyList<Leftover> leftovers, int tries, CancellationToken cancellationToken)
    {
        var left = InOrder(leftovers);
        List<Leftover> failed = [];
        for (var attempt = 0; attempt < tries && (attempt == 0 || failed.Count > 0); attempt++)
        {
            var phase = await PassAsync(left, OnFailure.GoOn, cancellationToken);
            failed = [.. left.Where(leftover => phase.FailedKeys.Contains(Key(leftover), StringComparer.Ordinal))];
            left.RemoveAll(leftover => phase.IsDone(Key(leftover)));
        }

        return failed;
    }

    /// <summary>Deletes what an update left behind. What resists three times is forgotten: it stays for ever.</summary>
    /// <returns>Whether all of it is gone.</returns>
    public async Task<bool> CleanUpAsync(CancellationToken cancellationToken)
    {
        var left = InOrder(stack.Leftovers);
        stack.Leftovers.Clear();
        List<List<Leftover>> rounds = stack.Switches.CleanupTries == CleanupTries.Passes ? [left] : [.. left.Select(Only)];
        foreach (var round in rounds)
        {
            await TryAsync(round, cancellationToken);
        }

        var forgotten = rounds.SelectMany(round => round).ToList();
        forgotten.ForEach(leftover => stack.Remove(leftover.State));
        return forgotten.Count == 0;
    }

    static List<Leftover> Only(Leftover leftover) => [leftover];

    async Task TryAsync(List<Leftover> left, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries && left.Count > 0; attempt++)
        {
            var phase = await PassAsync(left, OnFailure.Disregard, cancellationToken);
            left.RemoveAll(leftover => phase.IsDone(Key(leftover)));
        }
    }

    async Task<Phase> PassAsync(List<Leftover> left, OnFailure onFailure, CancellationToken cancellationToken)
    {
        var phase = new Phase(onFailure, Phase.Never);
        await phase.RunAsync([.. left.Select(leftover => TurnOf(leftover, left))], cancellationToken);
        return phase;
    }

    Turn TurnOf(Leftover leftover, IReadOnlyList<Leftover> all)
    {
        var dependents = all.Where(other => other.State.Dependencies.Contains(leftover.State.LogicalId, StringComparer.Ordinal));
        return new(leftover.State.LogicalId, [.. dependents.Select(Key)], token => step.BeginAsync(leftover, token))
        {
            Key = Key(leftover),
        };
    }

    List<Leftover> InOrder(IEnumerable<Leftover> leftovers) =>
        [.. leftovers.OrderByDescending(leftover => stack.Place(leftover.State.LogicalId))];

    static string Key(Leftover leftover) => $"{leftover.State.LogicalId}|{leftover.State.PhysicalId}";
}

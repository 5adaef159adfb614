namespace Lockstep.Rehearsal.Playing;

/// <summary>All that was expected of a whole rehearsal, by promise.</summary>
public sealed class Verdict(IReadOnlyList<ActReport> acts)
{
    /// <summary>Every expectation with the act it is from.</summary>
    public IReadOnlyList<(ActReport Act, Expectation Expectation)> All { get; } =
        [.. acts.SelectMany(act => act.Expectations.Select(expectation => (act, expectation)))];

    /// <summary>The acts that could not be played.</summary>
    public IReadOnlyList<ActReport> Skipped { get; } = [.. acts.Where(act => act.Skipped is not null)];

    /// <summary>Whether every one is held.</summary>
    public bool IsHeld => All.All(one => one.Expectation.IsHeld);

    /// <summary>Those of one promise, by rule, in the order in which they came up.</summary>
    public IEnumerable<IGrouping<string, (ActReport Act, Expectation Expectation)>> RulesOf(Promise promise) =>
        All.Where(one => one.Expectation.Promise == promise).GroupBy(one => one.Expectation.Rule, StringComparer.Ordinal);
}

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>What goes wrong on one way: forward, back, or away.</summary>
/// <param name="Migration">With the migration's request.</param>
/// <param name="Role">With the role's, if there is one.</param>
sealed record Ordeal(IReadOnlyList<Trouble> Migration, IReadOnlyList<Trouble> Role)
{
    public static Ordeal None { get; } = new([], []);

    public IEnumerable<Trouble> All => [.. Migration, .. Role];

    /// <summary>Whether the way can come to nothing although nothing is wrong with what is deployed.</summary>
    public bool MayStopIt => All.Any(trouble => trouble.MayStopIt);

    /// <summary>Whether it happens to any of the requests.</summary>
    public bool Has(TroubleKind kind) => All.Any(trouble => trouble.Kind == kind);

    public override string ToString() =>
        $"{Trouble.Text(Migration)}{(Role.Count > 0 ? $" (the role: {Trouble.Text(Role)})" : "")}";
}

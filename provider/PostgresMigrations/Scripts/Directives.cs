namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>
/// What the comment lines at the top of a script ask for: <c>-- lockstep: no-transaction</c> and the like.
/// </summary>
/// <param name="NoTransaction"><c>no-transaction</c>: each statement commits by itself.</param>
/// <param name="LockTimeout"><c>lock-timeout 30s</c>: instead of the resource's <c>LockTimeout</c>.</param>
/// <param name="Batches"><c>batches</c>: repeat the one statement until it affects no row.</param>
/// <param name="Irreversible"><c>irreversible</c>: never reverted, whatever down there is.</param>
/// <param name="Allow"><c>allow RULE: reason</c>: dangers that somebody has looked at.</param>
public sealed record Directives(
    bool NoTransaction,
    TimeSpan? LockTimeout,
    bool Batches,
    bool Irreversible,
    IReadOnlyList<AllowedRule> Allow)
{
    /// <summary>A script without directives.</summary>
    public static Directives None { get; } = new(
        NoTransaction: false, LockTimeout: null, Batches: false, Irreversible: false, Allow: []);

    /// <summary>The script's statements share one transaction, which may be that of other scripts too.</summary>
    public bool IsTransactional => !NoTransaction && !Batches;

    /// <summary>Whether somebody has looked at a danger.</summary>
    /// <param name="rule">Its name, as <c>data-loss</c>.</param>
    internal bool Allows(string rule) => Allow.Any(allowed => allowed.Rule == rule);
}

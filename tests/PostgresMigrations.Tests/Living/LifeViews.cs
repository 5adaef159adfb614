namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>The views of a life's images, which a rollback has out of its way for a while.</summary>
static class LifeViews
{
    /// <summary>Each with the name of its script, without folder and ending.</summary>
    public static IReadOnlyList<(string View, string Script)> All { get; } =
        [("lower_view", "a_lower_view"), ("upper_view", "b_upper_view")];

    /// <summary>Whether the reason of a rollback names the script among those whose views are still away.</summary>
    public static bool IsNotBack(string? reason, string script) =>
        reason?.Split("Not back yet: ") is [_, var missing] && missing.Contains(script, StringComparison.Ordinal);
}

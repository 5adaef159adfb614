namespace Lockstep.Comparison;

/// <summary>One situation that every tool is put into.</summary>
/// <param name="Situation">What is done.</param>
/// <param name="Wanted">What a user wants to happen.</param>
/// <param name="PlayAsync">Does it to a tool.</param>
sealed record ComparisonCase(string Situation, string Wanted, Func<Bench, Task<Seen>> PlayAsync);

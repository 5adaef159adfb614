namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>A danger that a script accepts.</summary>
/// <param name="Rule">The rule's name, as the lint or the check for lost rows names it.</param>
/// <param name="Reason">Why, in the author's words; never empty.</param>
/// <param name="Line">The line of the directive, for a finding about a rule that does not exist.</param>
public sealed record AllowedRule(string Rule, string Reason, int Line);

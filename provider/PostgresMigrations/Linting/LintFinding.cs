using System.Globalization;

namespace Lockstep.PostgresMigrations.Linting;

/// <summary>A dangerous statement in a script that is about to run.</summary>
/// <param name="File">The script's name, as in the journal: <c>0007_add_orders.sql</c>.</param>
/// <param name="Line">1-based; null when the whole file is meant.</param>
/// <param name="Column">1-based, in code points; null when the whole file is meant.</param>
/// <param name="Rule">The rule's name, as <c>allow RULE: reason</c> and docs/lint.md have it.</param>
/// <param name="Message">What happens, and the remedy.</param>
public sealed record LintFinding(string File, int? Line, int? Column, string Rule, string Message)
{
    /// <summary><c>file:line:column: rule: message</c>, or <c>file: rule: message</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{File}{(Line is null ? "" : $":{Line}:{Column}")}: {Rule}: {Message}");
}

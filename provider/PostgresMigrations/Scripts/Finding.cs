using System.Globalization;

namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>Something wrong with a script that a person must mend before anything runs.</summary>
/// <param name="File">The script's name, as in the journal: <c>0007_add_orders.sql</c>.</param>
/// <param name="Line">1-based; null when the whole file is meant.</param>
/// <param name="Column">1-based, in code points; null when the whole file is meant.</param>
/// <param name="Message">What is wrong and the remedy.</param>
public sealed record Finding(string File, int? Line, int? Column, string Message)
{
    /// <summary><c>file:line:column: message</c>, or <c>file: message</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{File}{(Line is null ? "" : $":{Line}:{Column}")}: {Message}");
}

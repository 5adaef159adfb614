namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>For the names and the few texts that a statement takes no parameter for.</summary>
static class Quoting
{
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Safe whatever standard_conforming_strings says.</summary>
    public static string Literal(string text) =>
        $"E'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}

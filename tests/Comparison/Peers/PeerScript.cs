using System.Globalization;

namespace Lockstep.Comparison.Peers;

/// <summary>A script of a case, before it takes the form that a tool wants.</summary>
/// <param name="Number">Its place in the order.</param>
/// <param name="Name">What it does, for the file's name.</param>
/// <param name="Up">The SQL.</param>
/// <param name="Down">What takes it back; null: nobody wrote it.</param>
sealed record PeerScript(int Number, string Name, string Up, string? Down = null)
{
    /// <summary>It must run outside a transaction, and the tool is told so in its own way.</summary>
    public bool NoTransaction { get; init; }

    /// <summary>It runs again whenever its text has changed; its number counts for nothing.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary><c>0007</c>.</summary>
    public string Padded => Number.ToString("D4", CultureInfo.InvariantCulture);
}

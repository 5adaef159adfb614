using System.Diagnostics.CodeAnalysis;

namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>
/// The number that orders a script: any number of ASCII digits compared as a number, so timestamps work as well as
/// counters. Its text form has no leading zeros; an empty schema is at <see cref="Zero"/>, <c>"0"</c>.
/// </summary>
public readonly struct ScriptVersion : IComparable<ScriptVersion>, IEquatable<ScriptVersion>
{
    readonly string? _digits;

    ScriptVersion(string digits) => _digits = digits;

    /// <summary>The version of a schema to which no script was applied.</summary>
    public static ScriptVersion Zero => default;

    string Digits => _digits ?? "0";

    /// <summary>Reads digits, leading zeros allowed.</summary>
    /// <exception cref="FormatException">The text is not digits alone.</exception>
    public static ScriptVersion Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var version)
            ? version
            : throw new FormatException($"'{text}' is not a script version: it may hold digits only.");

    /// <summary>Reads digits, leading zeros allowed; false when the text is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ScriptVersion version)
    {
        version = default;
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var digits = text.TrimStart('0');
        version = digits.IsEmpty ? default : new ScriptVersion(digits.ToString());
        return true;
    }

    /// <inheritdoc />
    public int CompareTo(ScriptVersion other)
    {
        var byLength = Digits.Length.CompareTo(other.Digits.Length);
        return byLength != 0 ? byLength : string.CompareOrdinal(Digits, other.Digits);
    }

    /// <inheritdoc />
    public bool Equals(ScriptVersion other) => Digits == other.Digits;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ScriptVersion other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => Digits.GetHashCode(StringComparison.Ordinal);

    /// <summary>The digits without leading zeros.</summary>
    public override string ToString() => Digits;

    /// <summary>Same number.</summary>
    public static bool operator ==(ScriptVersion left, ScriptVersion right) => left.Equals(right);

    /// <summary>Different number.</summary>
    public static bool operator !=(ScriptVersion left, ScriptVersion right) => !left.Equals(right);

    /// <summary>Smaller number.</summary>
    public static bool operator <(ScriptVersion left, ScriptVersion right) => left.CompareTo(right) < 0;

    /// <summary>Greater number.</summary>
    public static bool operator >(ScriptVersion left, ScriptVersion right) => left.CompareTo(right) > 0;

    /// <summary>Smaller or the same number.</summary>
    public static bool operator <=(ScriptVersion left, ScriptVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Greater or the same number.</summary>
    public static bool operator >=(ScriptVersion left, ScriptVersion right) => left.CompareTo(right) >= 0;
}

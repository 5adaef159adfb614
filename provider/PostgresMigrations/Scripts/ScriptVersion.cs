using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>
/// The number that orders a script: any number of ASCII digits compared as a number, so timestamps work as well as
/// counters. Its text form has no leading zeros; an empty schema is at <see cref="Zero"/>, <c>"0"</c>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct ScriptVersion : IComparable<ScriptVersion>, IEquatable<ScriptVersion>
{
    // The longest number that surely fits; longer ones are kept as digits.
    const int SmallDigits = 19;

    readonly ulong _small;
    readonly string? _digits;

    ScriptVersion(ulong small) => _small = small;

    ScriptVersion(string digits) => _digits = digits;

    /// <summary>The version of a schema to which no script was applied.</summary>
    public static ScriptVersion Zero => default;

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
        version = digits.IsEmpty ? default
            : digits.Length <= SmallDigits ? new ScriptVersion(ulong.Parse(digits, CultureInfo.InvariantCulture))
            : new ScriptVersion(digits.ToString());
        return true;
    }

    /// <inheritdoc />
    public int CompareTo(ScriptVersion other)
    {
        var (length, otherLength) = (_digits?.Length ?? 0, other._digits?.Length ?? 0);
        return length != otherLength ? length.CompareTo(otherLength)
            : length > 0 ? string.CompareOrdinal(_digits, other._digits)
            : _small.CompareTo(other._small);
    }

    /// <inheritdoc />
    public bool Equals(ScriptVersion other) => _small == other._small && _digits == other._digits;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ScriptVersion other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => _digits?.GetHashCode(StringComparison.Ordinal) ?? _small.GetHashCode();

    /// <summary>The digits without leading zeros.</summary>
    public override string ToString() => _digits ?? _small.ToString(CultureInfo.InvariantCulture);

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

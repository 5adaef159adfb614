using System.Globalization;

namespace Lockstep.PostgresMigrations.Scripts.Checking;

/// <summary>Reads <c>30s</c>, <c>5m</c>, <c>500ms</c>, <c>1h30m</c>, <c>PT30S</c>, or a number of seconds.</summary>
static class Duration
{
    static readonly (string Name, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
    ];

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.StartsWith("PT", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        while (TryTake(ref rest, text, out var part))
        {
            duration += part;
        }

        return rest.IsEmpty && !text.IsEmpty;
    }

    // Six digits at most: more would be years, and a TimeSpan must not overflow.
    static bool TryTake(ref ReadOnlySpan<char> rest, ReadOnlySpan<char> text, out TimeSpan part)
    {
        part = TimeSpan.Zero;
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = length < 0 ? rest : rest[..length];
        if (digits.Length is 0 or > 6 || !TryTakeUnit(rest[digits.Length..], rest.Length == text.Length, out var unit))
        {
            return false;
        }

        part = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) * unit.Length;
        rest = rest[(digits.Length + unit.Name.Length)..];
        return true;
    }

    // A number alone is seconds.
    static bool TryTakeUnit(ReadOnlySpan<char> rest, bool isFirst, out (string Name, TimeSpan Length) unit)
    {
        unit = ("", TimeSpan.FromSeconds(1));
        foreach (var known in Units)
        {
            if (rest.StartsWith(known.Name, StringComparison.OrdinalIgnoreCase))
            {
                unit = known;
                return true;
            }
        }

        return isFirst && rest.IsEmpty;
    }
}

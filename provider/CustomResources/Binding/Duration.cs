using System.Globalization;
using System.Xml;

namespace Lockstep.CustomResources.Binding;

/// <summary>Durations as people write them in templates.</summary>
public static class Duration
{
    /// <summary>
    /// Reads <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>PT1H30M</c> (ISO 8601) or plain seconds, none of them negative.
    /// </summary>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        var read = text switch
        {
            null or "" => null,
            ['P', ..] => Iso(text),
            [.. var number, 'm', 's'] => Of(number, 0.001m),
            [.. var number, 's'] => Of(number, 1),
            [.. var number, 'm'] => Of(number, 60),
            [.. var number, 'h'] => Of(number, 3600),
            _ => Of(text, 1),
        };
        value = read ?? TimeSpan.Zero;
        return read is not null;
    }

    static TimeSpan? Of(string number, decimal seconds) =>
        number.Length <= 20
            && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
        && count * seconds <= (decimal)TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromTicks((long)(count * seconds * TimeSpan.TicksPerSecond))
            : null;

    static TimeSpan? Iso(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return null;
        }
    }
}

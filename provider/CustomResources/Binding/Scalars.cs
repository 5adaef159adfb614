using System.Globalization;

namespace Lockstep.CustomResources.Binding;

/// <summary>The scalar types that are read from strings.</summary>
static class Scalars
{
    const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    static readonly Dictionary<Type, Shape> Known = new()
    {
        [typeof(bool)] = new ScalarShape(Boolean, _ => "true or false"),
        [typeof(sbyte)] = Whole(sbyte.MinValue, sbyte.MaxValue),
        [typeof(byte)] = Whole(byte.MinValue, byte.MaxValue),
        [typeof(short)] = Whole(short.MinValue, short.MaxValue),
        [typeof(ushort)] = Whole(ushort.MinValue, ushort.MaxValue),
        [typeof(int)] = Whole(int.MinValue, int.MaxValue),
        [typeof(uint)] = Whole(uint.MinValue, uint.MaxValue),
        [typeof(long)] = Whole(long.MinValue, long.MaxValue),
        [typeof(ulong)] = Whole(ulong.MinValue, ulong.MaxValue),
        [typeof(float)] = new ScalarShape(Single, _ => "a number"),
        [typeof(double)] = new ScalarShape(Double, _ => "a number"),
        [typeof(decimal)] = new ScalarShape(text => Number(text)?.ToString(CultureInfo.InvariantCulture), _ => "a number"),
        [typeof(TimeSpan)] = new ScalarShape(Time, _ => "a duration like 30s, 5m, 2h or PT30S"),
    };

    public static Shape? Of(Type type) => type.IsEnum ? Choice(type) : Known.GetValueOrDefault(type);

    // CloudFormation does not say how it spells numbers: 1, 1.0 and 1E0 are all the whole number 1.
    static ScalarShape Whole(decimal least, decimal most) => new(
        text => Number(text) is { } number && decimal.IsInteger(number) && number >= least && number <= most
            ? number.ToString("0", CultureInfo.InvariantCulture)
            : null,
        text => Number(text) is { } number && decimal.IsInteger(number)
            ? string.Create(CultureInfo.InvariantCulture, $"between {least} and {most}")
            : "a whole number");

    static ScalarShape Choice(Type type)
    {
        var names = Enum.GetNames(type);
        return new ScalarShape(
            text => Array.Find(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
                ? Enum.Format(type, Enum.Parse(type, name), "D")
                : null,
            _ => $"one of {string.Join(", ", names)}");
    }

    static string? Boolean(string text) =>
        text.Equals("true", StringComparison.OrdinalIgnoreCase) ? "true"
        : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? "false"
        : null;

    static decimal? Number(string text) =>
        decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) ? number : null;

    static string? Single(string text) =>
        float.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : null;

    static string? Double(string text) =>
        double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : null;

    static string? Time(string text) => Duration.TryParse(text, out var time) ? $"\"{time:c}\"" : null;
}

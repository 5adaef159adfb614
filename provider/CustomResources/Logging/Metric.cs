namespace Lockstep.CustomResources.Logging;

/// <summary>One number for CloudWatch; see <see cref="MetricsOfALine.Measuring"/>.</summary>
public sealed record Metric
{
    const int LongestName = 100;

    /// <summary>Names a number.</summary>
    /// <param name="name">
    /// An upper-case letter, then letters and digits, at most 100 in all. It becomes a member of the log line, and each name is
    /// billed: it must not change with the request.
    /// </param>
    /// <param name="value">Any finite number.</param>
    /// <param name="unit">What it counts.</param>
    /// <exception cref="ArgumentException">The name or the number is none that CloudWatch reads.</exception>
    public Metric(string name, double value, MetricUnit unit = MetricUnit.Count)
    {
        Name = IsName(name)
            ? name
            : throw new ArgumentException(
                $"'{name}' cannot name a metric: an upper-case letter, then letters and digits, at most {LongestName} in all, "
                    + $"and not {EmbeddedMetrics.Dimension}.",
                nameof(name));
        Value = double.IsFinite(value)
            ? value
            : throw new ArgumentException($"Metric {name} has no finite value.", nameof(value));
        Unit = unit;
    }

    /// <summary>The metric's name.</summary>
    public string Name { get; }

    /// <summary>The number.</summary>
    public double Value { get; }

    /// <summary>What it counts.</summary>
    public MetricUnit Unit { get; }

    static bool IsName(string name) => name.Length is > 0 and <= LongestName
        && char.IsAsciiLetterUpper(name[0])
        && name.All(char.IsAsciiLetterOrDigit)
        && name != EmbeddedMetrics.Dimension;
}

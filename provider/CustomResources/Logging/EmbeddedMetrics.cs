using System.Text.Json;

namespace Lockstep.CustomResources.Logging;

/// <summary>The metrics of one log line, in CloudWatch's embedded metric format.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html.
/// CloudWatch bills each name once for each set of dimensions that it is seen with, so there is one set, of one dimension: the
/// stack. What else tells requests apart stands on the line, where it costs nothing.
/// </remarks>
/// <param name="Metrics">Of different names.</param>
sealed record EmbeddedMetrics(IReadOnlyList<Metric> Metrics)
{
    public const string Member = "_aws";
    public const string Dimension = "StackName";

    /// <summary>Null: nobody said where they go, and they are left out.</summary>
    public MetricTarget? Target { get; init; }

    /// <summary>Writes the members that CloudWatch looks for at the root of the line.</summary>
    /// <param name="json">In the line's object.</param>
    /// <param name="now">The line's time.</param>
    /// <param name="taken">The names of the line's members; the written ones are added.</param>
    public void Write(Utf8JsonWriter json, DateTimeOffset now, HashSet<string> taken)
    {
        if (Target is null || !taken.Add(Member) || !taken.Add(Dimension))
        {
            return;
        }

        var metrics = Metrics.Where(metric => taken.Add(metric.Name)).ToList();
        json.WriteStartObject(Member);
        json.WriteNumber("Timestamp"u8, now.ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics"u8);
        WriteDirective(json, Target.Namespace, metrics);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString(Dimension, Target.StackName);
        foreach (var metric in metrics)
        {
            json.WriteNumber(metric.Name, metric.Value);
        }
    }

    static void WriteDirective(Utf8JsonWriter json, string space, List<Metric> metrics)
    {
        json.WriteStartObject();
        json.WriteString("Namespace"u8, space);
        json.WriteStartArray("Dimensions"u8);
        json.WriteStartArray();
        json.WriteStringValue(Dimension);
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteStartArray("Metrics"u8);
        foreach (var metric in metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name"u8, metric.Name);
            json.WriteString("Unit"u8, metric.Unit.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

namespace Lockstep.CustomResources.Logging;

/// <summary>
/// What a metric counts, by CloudWatch's own names
/// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html).
/// </summary>
public enum MetricUnit
{
    /// <summary>A number without a unit.</summary>
    None,

    /// <summary>How many.</summary>
    Count,

    /// <summary>A time.</summary>
    Milliseconds,

    /// <summary>A time.</summary>
    Seconds,

    /// <summary>A size.</summary>
    Bytes,

    /// <summary>0 to 100.</summary>
    Percent,
}

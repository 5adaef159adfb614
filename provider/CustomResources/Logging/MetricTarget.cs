using System.Text.RegularExpressions;

namespace Lockstep.CustomResources.Logging;

/// <summary>Where a request's metrics go.</summary>
/// <param name="Namespace">CloudWatch's, of the function.</param>
/// <param name="StackName">The value of their one dimension.</param>
sealed partial record MetricTarget(string Namespace, string StackName)
{
    /// <summary>Null where the id is not a stack's: every other text would be a metric of its own, with its own bill.</summary>
    public static MetricTarget? For(string? metricNamespace, string? stackId) =>
        metricNamespace is { Length: > 0 } && stackId is not null && StackArn().Match(stackId) is { Success: true } stack
            ? new MetricTarget(metricNamespace, stack.Groups["name"].Value)
            : null;

    [GeneratedRegex(
        @"^arn:[a-z-]+:cloudformation:[a-z0-9-]+:[0-9]{12}:stack/(?<name>[A-Za-z][A-Za-z0-9-]{0,127})/",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex StackArn();
}

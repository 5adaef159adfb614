using System.Text.RegularExpressions;

namespace Lockstep.Lambda.Aws.Addressing;

/// <summary>Finds the region in the name of an RDS host.</summary>
static partial class RdsRegion
{
    /// <summary>
    /// The label beside <c>rds</c>: before it in most partitions (name.id.eu-west-1.rds.amazonaws.com), after it in
    /// China (name.id.rds.cn-north-1.amazonaws.com.cn). Null for any other name.
    /// </summary>
    public static string? Of(string host)
    {
        var labels = host.ToLowerInvariant().Split('.');
        var rds = Array.LastIndexOf(labels, "rds");
        return new[] { rds - 1, rds + 1 }
            .Where(index => rds > 0 && index < labels.Length && Region().IsMatch(labels[index]))
            .Select(index => labels[index])
            .FirstOrDefault();
    }

    [GeneratedRegex("^[a-z]+(-[a-z]+)+-[0-9]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Region();
}

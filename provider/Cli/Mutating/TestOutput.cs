using System.Text.RegularExpressions;

namespace Lockstep.Cli.Mutating;

/// <summary>Reads what <c>dotnet test</c> prints.</summary>
static partial class TestOutput
{
    /// <summary>Class and method of each test that failed: <c>RowsWrittenSince.AreKept</c>.</summary>
    public static IReadOnlyList<string> Failed(string output) =>
        [.. FailedTest().Matches(output).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(
        @"^failed (?:\w+\.)*?(?<name>\w+\.\w+)(?:\(.*)? \(", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex FailedTest();
}

using System.Text.RegularExpressions;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>The text of <c>Fn::Sub</c>: what stands in <c>${}</c> is a name, a resource, or an attribute of one.</summary>
static partial class SubText
{
    /// <summary>The names in it; not <c>${!Literal}</c>.</summary>
    public static IEnumerable<string> NamesIn(string text) =>
        Variable().Matches(text).Select(match => match.Groups["name"].Value).Where(name => !name.StartsWith('!'));

    /// <summary>The text with each name replaced; a null stays as it is.</summary>
    public static string Replace(string text, Func<string, string?> valueOf, bool keepLiterals) =>
        Variable().Replace(text, match => match.Groups["name"].Value switch
        {
            ['!', .. var literal] => keepLiterals ? match.Value : $"${{{literal}}}",
            var name => valueOf(name) ?? match.Value,
        });

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}

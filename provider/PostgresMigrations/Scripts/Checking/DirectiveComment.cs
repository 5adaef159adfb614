using System.Runtime.InteropServices;

namespace Lockstep.PostgresMigrations.Scripts.Checking;

/// <summary>A comment line that is meant as a directive: <c>-- lockstep: NAME VALUE</c>.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct DirectiveComment(bool HasColon, string Name, string Value)
{
    /// <summary>The names there are.</summary>
    public static readonly string[] Names = ["no-transaction", "lock-timeout", "batches", "irreversible", "allow"];

    /// <summary>
    /// Reads a comment. Without the colon it is a directive only if a directive's name follows: prose may begin with
    /// the product's name.
    /// </summary>
    public static DirectiveComment? Read(ReadOnlySpan<char> comment)
    {
        var content = comment.Trim("-/* \t\r\n");
        if (!content.StartsWith("lockstep", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var rest = content["lockstep".Length..].TrimStart();
        var hasColon = rest.StartsWith(":");
        var body = hasColon ? rest[1..].TrimStart() : rest;
        var end = body.IndexOfAny(' ', '\t');
        var name = (end < 0 ? body : body[..end]).ToString();
        var value = end < 0 ? "" : body[end..].Trim().ToString();
        return hasColon || Names.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? new DirectiveComment(hasColon, name, value)
            : null;
    }
}

namespace Lockstep.Lambda.Aws.Calling;

/// <summary>
/// A path with placeholders, <c>/functions/{Name}/invocations</c>, and their values before any encoding.
/// </summary>
sealed record ResourcePath(string Template, IReadOnlyList<(string Name, string Value)> Values)
{
    public static ResourcePath Root { get; } = new("/", []);
}

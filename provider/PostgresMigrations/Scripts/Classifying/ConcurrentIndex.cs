namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>An index that is built concurrently, and so is left INVALID when its build fails.</summary>
/// <param name="Name">Null when the server chooses it. The index is in its table's schema.</param>
/// <param name="Table">The table it is built on.</param>
sealed record ConcurrentIndex(string? Name, QualifiedName Table)
{
    public static ConcurrentIndex? BuiltBy(ReadOnlySpan<char> statement) =>
        CreatedIndex.MadeBy(statement) is { IsConcurrent: true } index ? new ConcurrentIndex(index.Name, index.Table) : null;
}

using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting;

/// <summary>Names of a kind. Where one side has no schema, the name alone counts: no search_path is known here.</summary>
sealed class NameSet
{
    const string Unknown = "";

    readonly Dictionary<string, HashSet<string>> _schemas = new(StringComparer.Ordinal);

    public void Add(QualifiedName name)
    {
        if (!_schemas.TryGetValue(name.Name, out var schemas))
        {
            _schemas[name.Name] = schemas = new HashSet<string>(StringComparer.Ordinal);
        }

        schemas.Add(name.Schema ?? Unknown);
    }

    public bool Has(QualifiedName name) => _schemas.TryGetValue(name.Name, out var schemas)
        && (name.Schema is null || schemas.Contains(name.Schema) || schemas.Contains(Unknown));

    /// <summary>Whether two names may be one.</summary>
    public static bool AreSame(QualifiedName left, QualifiedName right) =>
        left.Name == right.Name && (left.Schema is null || right.Schema is null || left.Schema == right.Schema);

    /// <summary>The name of a part of a table, of which tables have their own.</summary>
    public static QualifiedName PartOf(QualifiedName table, string part) => table with { Name = $"{table.Name}\0{part}" };
}

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>What the <c>Grants</c> of a template mean, by schema: kinds of objects and the privileges on them.</summary>
sealed class GrantSet
{
    static readonly Dictionary<ObjectKind, string[]> Known = new()
    {
        [ObjectKind.Schema] = ["USAGE"],
        [ObjectKind.Table] = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"],
        [ObjectKind.Sequence] = ["SELECT", "USAGE"],
        [ObjectKind.Routine] = ["EXECUTE"],
    };

    readonly Dictionary<string, HashSet<(ObjectKind Kind, string Privilege)>> _bySchema = new(StringComparer.Ordinal);

    /// <summary>Of several sources at once; words that mean nothing give nothing.</summary>
    public GrantSet(params IEnumerable<SchemaGrant> grants)
    {
        // An older image may have let through what this one refuses.
        foreach (var grant in grants.Where(grant => grant is { Schema.Length: > 0 } && !RoleRules.IsSystem(grant.Schema)))
        {
            if (!_bySchema.TryGetValue(grant.Schema!, out var rights))
            {
                _bySchema[grant.Schema!] = rights = [(ObjectKind.Schema, "USAGE")];
            }

            rights.UnionWith((grant.Privileges ?? []).SelectMany(word => Privilege.Of(word ?? "")));
        }
    }

    public IEnumerable<string> Schemas => _bySchema.Keys;

    /// <summary>Held before it was granted, so that it is not taken for what was given.</summary>
    public IReadOnlySet<Right> Spared { get; init; } = new HashSet<Right>();

    /// <summary>Every privilege that this resource ever gives on such an object.</summary>
    public static IReadOnlyList<string> PrivilegesOf(ObjectKind kind) => Known[Present(kind)];

    public bool Has(SchemaObject one, string privilege) =>
        (_bySchema.GetValueOrDefault(one.Schema)?.Contains((Present(one.Kind), privilege)) ?? false)
            && !Spared.Contains(new(one.Kind, one.Name, privilege));

    // What the migrator creates tomorrow gets what the same kind of thing has today.
    static ObjectKind Present(ObjectKind kind) => kind switch
    {
        ObjectKind.FutureTable => ObjectKind.Table,
        ObjectKind.FutureSequence => ObjectKind.Sequence,
        ObjectKind.FutureRoutine => ObjectKind.Routine,
        _ => kind,
    };
}

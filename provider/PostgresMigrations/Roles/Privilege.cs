namespace Lockstep.PostgresMigrations.Roles;

/// <summary>The words of <c>Privileges</c>, and what each means on tables, sequences and routines.</summary>
static class Privilege
{
    static readonly Dictionary<string, (ObjectKind Kind, string Name)[]> Meanings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Read"] = [(ObjectKind.Table, "SELECT"), (ObjectKind.Sequence, "SELECT")],
        ["Write"] =
        [
            (ObjectKind.Table, "INSERT"), (ObjectKind.Table, "UPDATE"), (ObjectKind.Table, "DELETE"),
            (ObjectKind.Sequence, "USAGE"),
        ],
        ["Execute"] = [(ObjectKind.Routine, "EXECUTE")],
        ["SELECT"] = [(ObjectKind.Table, "SELECT")],
        ["INSERT"] = [(ObjectKind.Table, "INSERT")],
        ["UPDATE"] = [(ObjectKind.Table, "UPDATE")],
        ["DELETE"] = [(ObjectKind.Table, "DELETE")],
        ["TRUNCATE"] = [(ObjectKind.Table, "TRUNCATE")],
        ["USAGE"] = [(ObjectKind.Sequence, "USAGE")],
    };

    /// <summary>PostgreSQL's privileges that a word stands for; none where it is not one.</summary>
    public static IReadOnlyList<(ObjectKind Kind, string Name)> Of(string word) => Meanings.GetValueOrDefault(word, []);

    /// <summary>What is wrong with a word; null where nothing is.</summary>
    // With TRIGGER, REFERENCES or CREATE a role plants code or locks that others, the migrator among them, run into.
    public static string? Problem(string word) =>
        Meanings.ContainsKey(word) ? null
        : word.ToUpperInvariant() is "CREATE" or "TRIGGER" or "REFERENCES" or "MAINTAIN" or "ALL"
            ? $"'{word}' is never given: a role of an application uses a schema, the migrator builds it"
            : $"'{word}' is not one of {string.Join(", ", Meanings.Keys)}";
}

/// <summary>What rights are held on, in the words of GRANT and of ALTER DEFAULT PRIVILEGES.</summary>
enum ObjectKind
{
    Schema,
    Table,
    Sequence,
    Routine,

    /// <summary>What the migrator creates from now on.</summary>
    FutureTable,
    FutureSequence,
    FutureRoutine,
}

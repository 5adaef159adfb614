using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>Reads the constraints that ALTER TABLE adds.</summary>
static class ConstraintReader
{
    public const string Check = "CHECK";
    public const string ForeignKey = "FOREIGN KEY";
    public const string NotNull = "NOT NULL";
    public const string Exclude = "EXCLUDE";

    /// <summary>Goes past <c>[CONSTRAINT name] kind</c>; null where a column is added instead.</summary>
    public static Change? Take(Change action, ref WordReader words)
    {
        var name = default(QualifiedName);
        var isNamed = words.Take("CONSTRAINT") && words.TakeName(out name);
        return TakeKind(ref words) is { } kind
            ? action with
            {
                Act = Act.AddConstraint,
                Thing = kind,
                Part = isNamed ? name.Name : null,
                IsGuarded = false,
                IsUnchecked = IsUnchecked(words),
            }
            : null;
    }

    /// <summary>Goes past the words that name a kind of constraint.</summary>
    public static string? TakeKind(ref WordReader words) =>
        words.Take(Check) ? Check
        : words.Take("UNIQUE") ? "UNIQUE"
        : words.Take("PRIMARY", "KEY") ? "PRIMARY KEY"
        : words.Take("FOREIGN", "KEY") ? ForeignKey
        : words.Take("NOT", "NULL") ? NotNull
        : IsExclusion(words) && words.Take(Exclude) ? Exclude
        : null;

    // It is a column's name, too.
    static bool IsExclusion(WordReader words) => words.Take(Exclude) && (words.Is("USING") || words.ValueIs("("));

    static bool IsUnchecked(WordReader words) =>
        Clauses.ItemHas(words, "NOT", "VALID") || Clauses.ItemHas(words, "NOT", "ENFORCED")
            || Clauses.ItemHas(words, "USING", Things.Index);
}

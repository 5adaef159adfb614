namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>A view, routine or trigger that a statement makes: what can be dropped by its name alone, and made again.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name; a trigger's has no schema.</param>
/// <param name="Arguments">Of a routine: the types of its arguments as they are written, joined by commas; else empty.</param>
/// <param name="Table">Of a trigger: the table or view it is on.</param>
sealed record CreatedObject(CreatedKind Kind, QualifiedName Name, string Arguments, QualifiedName Table)
{
    /// <summary>What the statement makes; null when it makes nothing of the kind, or when its text does not tell.</summary>
    public static CreatedObject? Of(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        if (!words.Take("CREATE"))
        {
            return null;
        }

        words.Take("OR", "REPLACE");
        return words.Take("VIEW") || words.Take("RECURSIVE", "VIEW") ? Named(CreatedKind.View, words)
            : words.Take("MATERIALIZED", "VIEW") ? Named(CreatedKind.MaterializedView, words)
            : words.Take("FUNCTION") || words.Take("PROCEDURE") ? Routine(words)
            : words.Take("TRIGGER") || words.Take("CONSTRAINT", "TRIGGER") ? Trigger(words)
            : null;
    }

    static CreatedObject? Named(CreatedKind kind, WordReader words)
    {
        if (words.Take("IF", "NOT"))
        {
            words.Take("EXISTS");
        }

        return words.TakeName(out var name) ? new CreatedObject(kind, name, string.Empty, default) : null;
    }

    static CreatedObject? Routine(WordReader words) =>
        words.TakeName(out var name) && RoutineArguments.TypesOf(words.Rest) is { } types
            ? new CreatedObject(CreatedKind.Routine, name, types, default)
            : null;

    static CreatedObject? Trigger(WordReader words)
    {
        if (!words.TakeName(out var name))
        {
            return null;
        }

        while (!words.IsAtEnd && !words.Is("ON"))
        {
            words.Skip();
        }

        return words.Take("ON") && words.TakeName(out var table)
            ? new CreatedObject(CreatedKind.Trigger, name, string.Empty, table)
            : null;
    }
}

/// <summary>The kinds of objects that are known by their names.</summary>
enum CreatedKind
{
    View,
    MaterializedView,

    /// <summary>A function or procedure.</summary>
    Routine,
    Trigger,
}

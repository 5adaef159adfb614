using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>Tells an UPDATE or DELETE that goes over the whole table.</summary>
static class WriteReader
{
    static readonly string[] Choosing =
        ["IN", "BETWEEN", "LIKE", "ILIKE", "SIMILAR", "EXISTS", "CURRENT", "DISTINCT", "TRUE", "FALSE", "UNKNOWN"];

    public static void Read(ReadOnlySpan<char> statement, WordReader words, List<Change> changes)
    {
        if (Clauses.TakeTable(ref words, out var name) && IsWhole(words))
        {
            var command = new WordReader(statement).Value.ToString().ToUpperInvariant();
            changes.Add(new Change(Act.WriteAll, command, name, 0));
        }
    }

    static bool IsWhole(WordReader words)
    {
        while (!words.IsAtEnd && !words.Is("WHERE"))
        {
            Clauses.Skip(ref words);
        }

        return !words.Take("WHERE") || ChoosesNothing(words);
    }

    // "WHERE price IS NULL" is how a backfill says "every row".
    static bool ChoosesNothing(WordReader words)
    {
        var asksForNull = words.Take("TRUE");
        while (!words.IsAtEnd && !words.Is("RETURNING"))
        {
            asksForNull |= words.Is("IS");
            if (IsChoosing(words)
                || !(words.TakeName(out _) || words.TakeSymbol('.') || words.TakeSymbol('(') || words.TakeSymbol(')')))
            {
                return false;
            }
        }

        return asksForNull;
    }

    static bool IsChoosing(WordReader words)
    {
        foreach (var word in Choosing)
        {
            if (words.Is(word))
            {
                return true;
            }
        }

        return false;
    }
}

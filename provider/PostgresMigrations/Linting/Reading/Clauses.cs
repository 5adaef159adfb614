using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>Reads what many statements have in common.</summary>
static class Clauses
{
    public static bool TakeIfExists(ref WordReader words) => words.Take("IF", "EXISTS");

    public static bool TakeIfNotExists(ref WordReader words) => words.Take("IF", "NOT") && words.Take("EXISTS");

    /// <summary>Goes past a table's name with what may stand around it: <c>ONLY (s.t)</c>, <c>t *</c>.</summary>
    public static bool TakeTable(ref WordReader words, out QualifiedName name)
    {
        words.Take("ONLY");
        words.TakeSymbol('(');
        var found = words.TakeName(out name);
        words.TakeSymbol(')');
        words.TakeSymbol('*');
        return found;
    }

    /// <summary>Goes past one token, or a pair of parentheses and what it holds.</summary>
    public static void Skip(ref WordReader words)
    {
        if (words.ValueIs("("))
        {
            words.SkipParentheses();
        }
        else if (words.TakeSymbol('['))
        {
            while (!words.IsAtEnd && !words.TakeSymbol(']'))
            {
                Skip(ref words);
            }
        }
        else
        {
            words.Skip();
        }
    }

    /// <summary>True at the comma behind an item of a list, and at the end of the statement.</summary>
    public static bool EndsItem(WordReader words) => words.IsAtEnd || words.ValueIs(",");

    /// <summary>True when two keywords stand in a row in what is left of the item, outside parentheses.</summary>
    public static bool ItemHas(WordReader words, ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        while (!EndsItem(words))
        {
            if (words.Take(first, second))
            {
                return true;
            }

            Skip(ref words);
        }

        return false;
    }
}

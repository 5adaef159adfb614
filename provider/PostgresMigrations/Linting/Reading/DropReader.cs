using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>Reads DROP, whose names may be many.</summary>
static class DropReader
{
    public static void Read(WordReader words, List<Change> changes)
    {
        if (Things.Take(ref words) is not { } thing)
        {
            return;
        }

        var isConcurrent = words.Take("CONCURRENTLY");
        var isGuarded = Clauses.TakeIfExists(ref words);
        var names = new List<QualifiedName>();
        while (words.TakeName(out var name))
        {
            names.Add(name);
            words.SkipParentheses();
            if (!words.TakeSymbol(','))
            {
                break;
            }
        }

        var cascades = words.Is("CASCADE");
        changes.AddRange(names.Select(name => new Change(Act.Drop, thing, name, 0)
        {
            IsConcurrent = isConcurrent,
            IsGuarded = isGuarded,
            Cascades = cascades,
        }));
    }
}

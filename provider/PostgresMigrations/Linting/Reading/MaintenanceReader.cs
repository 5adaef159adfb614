using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>Reads TRUNCATE, VACUUM FULL, CLUSTER and REINDEX.</summary>
static class MaintenanceReader
{
    static readonly QualifiedName All = new(null, "");

    public static void Read(WordReader words, List<Change> changes)
    {
        if (words.Take("TRUNCATE"))
        {
            Truncate(words, changes);
        }
        else if (words.Take("VACUUM"))
        {
            Vacuum(words, changes);
        }
        else if (words.Take("CLUSTER"))
        {
            Cluster(words, changes);
        }
        else if (words.Take("REINDEX"))
        {
            Reindex(words, changes);
        }
    }

    static void Truncate(WordReader words, List<Change> changes)
    {
        words.Take(Things.Table);
        var names = Tables(ref words);
        if (words.Take("RESTART") || words.Take("CONTINUE"))
        {
            words.Take("IDENTITY");
        }

        var cascades = words.Is("CASCADE");
        changes.AddRange(names.Select(name => new Change(Act.Truncate, Things.Table, name, 0) { Cascades = cascades }));
    }

    static void Vacuum(WordReader words, List<Change> changes)
    {
        var isFull = Options.Take(ref words, "FULL") == true || words.Take("FULL");
        words.Take("FREEZE");
        words.Take("VERBOSE");
        if (!words.Take("ANALYZE"))
        {
            words.Take("ANALYSE");
        }

        if (isFull)
        {
            changes.AddRange(Tables(ref words).DefaultIfEmpty(All).Select(name => Rewrite("VACUUM FULL", name)));
        }
    }

    static void Cluster(WordReader words, List<Change> changes)
    {
        words.Take("VERBOSE");
        words.SkipParentheses();
        var name = words.TakeName(out var table) ? table : All;
        changes.Add(Rewrite("CLUSTER", words.Take("ON") && words.TakeName(out table) ? table : name));
    }

    static Change Rewrite(string command, QualifiedName name) => new(Act.Rewrite, Things.Table, name, 0) { Part = command };

    static void Reindex(WordReader words, List<Change> changes)
    {
        var isConcurrent = Options.Take(ref words, "CONCURRENTLY") == true;
        if (Things.Take(ref words) is not { } thing)
        {
            return;
        }

        isConcurrent |= words.Take("CONCURRENTLY");
        var name = words.TakeName(out var found) ? found : All;
        changes.Add(new Change(Act.Reindex, thing, name, 0) { IsConcurrent = isConcurrent });
    }

    static List<QualifiedName> Tables(ref WordReader words)
    {
        var names = new List<QualifiedName>();
        do
        {
            if (Clauses.TakeTable(ref words, out var name))
            {
                names.Add(name);
            }

            words.SkipParentheses();
        }
        while (words.TakeSymbol(','));
        return names;
    }
}

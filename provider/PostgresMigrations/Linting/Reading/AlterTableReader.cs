using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>Reads the actions of ALTER TABLE, and of the statements on views and indexes that are like it.</summary>
static class AlterTableReader
{
    public static void Read(string thing, WordReader words, List<Change> changes)
    {
        if (words.Take("ALL", "IN"))
        {
            ReadAll(thing, words, changes);
            return;
        }

        var isGuarded = Clauses.TakeIfExists(ref words);
        if (!Clauses.TakeTable(ref words, out var name))
        {
            return;
        }

        do
        {
            var action = new Change(Act.AlterTable, thing, name, words.Start) { IsGuarded = isGuarded };
            Action(action, ref words, changes);
            while (!Clauses.EndsItem(words))
            {
                Clauses.Skip(ref words);
            }
        }
        while (words.TakeSymbol(','));
    }

    // ALTER TABLE ALL IN TABLESPACE a [OWNED BY …] SET TABLESPACE b
    static void ReadAll(string thing, WordReader words, List<Change> changes)
    {
        if (Clauses.ItemHas(words, "SET", "TABLESPACE"))
        {
            changes.Add(new Change(Act.Rewrite, thing, new QualifiedName(null, ""), 0) { Part = "SET TABLESPACE" });
        }
    }

    static void Action(Change action, ref WordReader words, List<Change> changes)
    {
        if (words.Take("ADD"))
        {
            Add(action, ref words, changes);
        }
        else if (Other(action, ref words) is { } change)
        {
            changes.Add(change);
        }
    }

    static void Add(Change action, ref WordReader words, List<Change> changes)
    {
        if (ConstraintReader.Take(action, ref words) is { } constraint)
        {
            changes.Add(constraint);
        }
        else
        {
            ColumnReader.Take(action, ref words, changes);
        }
    }

    static Change? Other(Change action, ref WordReader words) =>
        words.Take("DROP") ? Drop(action, ref words)
        : words.Take("ALTER") ? AlterColumn(action, ref words)
        : words.Take("RENAME") ? Rename(action, ref words)
        : words.Take("SET") ? Set(action, ref words)
        : words.Take("VALIDATE", "CONSTRAINT")
            ? words.TakeName(out var name) ? action with { Act = Act.ValidateConstraint, Part = name.Name } : null
        : IsGentle(words) ? null
        : action;

    // These take a lesser lock, or belong to rules of their own.
    static bool IsGentle(WordReader words) =>
        words.Is("RESET") || words.Is("CLUSTER") || words.Is("ATTACH") || words.Is("DETACH");

    static Change? Drop(Change action, ref WordReader words)
    {
        var act = words.Take("CONSTRAINT") ? Act.DropConstraint : Act.DropColumn;
        words.Take("COLUMN");
        var isGuarded = Clauses.TakeIfExists(ref words);
        return words.TakeName(out var name) ? action with { Act = act, Part = name.Name, IsGuarded = isGuarded } : null;
    }

    static Change? AlterColumn(Change action, ref WordReader words)
    {
        words.Take("COLUMN");
        if (!words.TakeName(out var name))
        {
            return null;
        }

        action = action with { Part = name.Name };
        return words.Take("SET", "NOT") ? action with { Act = Act.SetNotNull }
            : words.Take("DROP", "NOT") ? action with { Act = Act.DropNotNull }
            : words.Take("SET", "STATISTICS") ? null
            : action;
    }

    static Change? Rename(Change action, ref WordReader words)
    {
        if (words.Take("TO"))
        {
            return words.TakeName(out var other) ? action with { Act = Act.Rename, Other = other } : null;
        }

        if (words.Is("CONSTRAINT"))
        {
            return action;
        }

        words.Take("COLUMN");
        return words.TakeName(out var name) && words.Take("TO") && words.TakeName(out var column)
            ? action with { Act = Act.RenameColumn, Part = name.Name, Other = column }
            : null;
    }

    static Change? Set(Change action, ref WordReader words) =>
        words.Take("SCHEMA") ? words.TakeName(out var schema)
            ? action with { Act = Act.Move, Other = new QualifiedName(schema.Name, action.Name.Name) }
            : null
        : words.Is("TABLESPACE") || words.Is("LOGGED") || words.Is("UNLOGGED")
            ? action with { Act = Act.Rewrite, Part = $"SET {words.Value.ToString().ToUpperInvariant()}" }
        : words.Take("ACCESS", "METHOD") ? action with { Act = Act.Rewrite, Part = "SET ACCESS METHOD" }
        : null;
}

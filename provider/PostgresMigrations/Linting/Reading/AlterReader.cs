using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>Reads ALTER of whatever there is.</summary>
static class AlterReader
{
    public static void Read(WordReader words, List<Change> changes)
    {
        switch (Things.Take(ref words))
        {
            case Things.Type:
                Type(words, changes);
                break;
            case Things.Schema when words.TakeName(out var name) && words.Take("RENAME", "TO") && words.TakeName(out var other):
                changes.Add(new Change(Act.Rename, Things.Schema, name, 0) { Other = other });
                break;
            case { } thing and (Things.Table or Things.View or Things.MaterializedView or Things.Index or "FOREIGN TABLE"):
                AlterTableReader.Read(thing, words, changes);
                break;
            default:
                break;
        }
    }

    static void Type(WordReader words, List<Change> changes)
    {
        if (!words.TakeName(out var name))
        {
            return;
        }

        if (words.Take("ADD", "VALUE"))
        {
            var isGuarded = Clauses.TakeIfNotExists(ref words);
            changes.Add(new Change(Act.AddEnumValue, Things.Type, name, 0)
            {
                Part = words.Value.ToString(),
                IsGuarded = isGuarded,
            });
        }
        else if (words.Take("RENAME", "VALUE"))
        {
            changes.Add(new Change(Act.RenameEnumValue, Things.Type, name, 0) { Part = words.Value.ToString() });
        }
    }
}

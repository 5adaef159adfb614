using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>Reads what a statement does. Most statements are none of the lint's concern, and their first word tells.</summary>
static class ChangeReader
{
    /// <summary>Puts the changes into the emptied list, in their order.</summary>
    public static void Read(Statement statement, List<Change> changes)
    {
        changes.Clear();
        Read(statement.Characters, changes);
        for (var index = 0; index < changes.Count; index++)
        {
            changes[index] = changes[index] with { Offset = statement.Span.Start + changes[index].Offset };
        }
    }

    static void Read(ReadOnlySpan<char> statement, List<Change> changes)
    {
        var words = new WordReader(statement);
        if (words.Take("CREATE"))
        {
            CreateReader.Read(statement, words, changes);
        }
        else if (words.Take("DROP"))
        {
            DropReader.Read(words, changes);
        }
        else if (words.Take("ALTER"))
        {
            AlterReader.Read(words, changes);
        }
        else if (words.Take("UPDATE") || words.Take("DELETE", "FROM"))
        {
            WriteReader.Read(statement, words, changes);
        }
        else
        {
            MaintenanceReader.Read(words, changes);
        }
    }
}

using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>Reads CREATE.</summary>
static class CreateReader
{
    public static void Read(ReadOnlySpan<char> statement, WordReader words, List<Change> changes)
    {
        if (CreatedIndex.MadeBy(statement) is { } index)
        {
            changes.Add(Index(index));
            return;
        }

        var isReplaced = words.Take("OR", "REPLACE");
        if (!words.Take("GLOBAL"))
        {
            words.Take("LOCAL");
        }

        var isTemporary = words.Take("TEMP") || words.Take("TEMPORARY");
        words.Take("UNLOGGED");
        words.Take("RECURSIVE");
        words.Take("CONSTRAINT");
        // An index that was not read above is a syntax error, which the server explains.
        if (Things.Take(ref words) is not { } thing || thing == Things.Index)
        {
            return;
        }

        var isGuarded = Clauses.TakeIfNotExists(ref words) || isReplaced;
        if (words.TakeName(out var name))
        {
            changes.Add(new Change(Act.Create, thing, name, 0) { IsGuarded = isGuarded, IsTemporary = isTemporary });
        }
    }

    static Change Index(CreatedIndex index) =>
        new(Act.Create, Things.Index, new QualifiedName(index.Table.Schema, index.Name ?? ""), 0)
        {
            Other = index.Table,
            IsConcurrent = index.IsConcurrent,
            IsGuarded = index.IsGuarded && index.Name is not null,
            IsUnchecked = index.IsOfParentAlone,
        };
}

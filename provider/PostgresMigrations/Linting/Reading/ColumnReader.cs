using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting.Reading;

/// <summary>Reads <c>ADD [COLUMN] name type …</c> with the constraints behind it.</summary>
static class ColumnReader
{
    static readonly string[] Serials = ["serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"];

    public static void Take(Change action, ref WordReader words, List<Change> changes)
    {
        words.Take("COLUMN");
        var isGuarded = Clauses.TakeIfNotExists(ref words);
        if (!words.TakeName(out var name))
        {
            return;
        }

        var column = action with { Act = Act.AddColumn, Part = name.Name, IsGuarded = isGuarded };
        var constraints = new List<string>();
        var hasValue = IsSerial(words);
        while (!Clauses.EndsItem(words))
        {
            hasValue |= words.Take("GENERATED") || (words.Take("DEFAULT") && !words.Is("NULL"));
            TakeConstraint(ref words, constraints);
        }

        var isNotNull = constraints.Contains(ConstraintReader.NotNull) || constraints.Contains("PRIMARY KEY");
        changes.Add(column with { IsRequired = isNotNull && !hasValue });
        changes.AddRange(constraints.Where(kind => kind != ConstraintReader.NotNull).Select(kind => column with
        {
            Act = Act.AddConstraint,
            Thing = kind,
            IsInline = true,
            // A column full of nulls refers to nothing, and the server knows it: transformFKConstraints in parse_utilcmd.c.
            IsUnchecked = kind == ConstraintReader.ForeignKey && !hasValue,
        }));
    }

    static bool IsSerial(WordReader words)
    {
        foreach (var serial in Serials)
        {
            if (words.Is(serial))
            {
                return true;
            }
        }

        return false;
    }

    static void TakeConstraint(ref WordReader words, List<string> constraints)
    {
        if (words.Take("REFERENCES"))
        {
            constraints.Add(ConstraintReader.ForeignKey);
        }
        else if (ConstraintReader.TakeKind(ref words) is { } kind)
        {
            constraints.Add(kind);
        }
        else if (!Clauses.EndsItem(words))
        {
            Clauses.Skip(ref words);
        }
    }
}

using System.Globalization;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>The scripts of a life, and the images that are made of them.</summary>
sealed class LifeScripts
{
    // Two rows that a unique index on what they have in common cannot be built on.
    const string Base = "CREATE TABLE base (id int PRIMARY KEY, done int, note text);\n"
        + "INSERT INTO base VALUES (-900001), (-900002)";

    readonly List<LifeScript> _ever = [];
    int _version = 1;

    /// <summary>All that were written, as they are now.</summary>
    public IReadOnlyList<LifeScript> Ever => _ever;

    /// <summary>What makes the table that is there from the beginning.</summary>
    public static string BaseTable => Base;

    /// <summary>Writes more scripts.</summary>
    public IReadOnlyList<LifeScript> Write(IEnumerable<ScriptShape> shapes)
    {
        List<LifeScript> added = [.. shapes.Select(shape => new LifeScript(++_version, shape))];
        _ever.AddRange(added);
        return added;
    }

    /// <summary>What the last image or the database has, the next image has, too, and without the mistakes.</summary>
    public async Task<IReadOnlyList<LifeScript>> AdoptAsync(LifeDatabase database, IReadOnlyList<LifeScript> former)
    {
        var journaled = await database.JournaledAsync();
        var deployed = former.Select(script => script.Name).ToHashSet(StringComparer.Ordinal);
        deployed.UnionWith(journaled);
        Mend(deployed);
        return [.. _ever.Where(script => deployed.Contains(script.Name))];
    }

    /// <summary>The scripts of the next image, and the properties that order what it does.</summary>
    public static (IReadOnlyList<LifeScript> Scripts, (string Name, string Value)[] Properties) Ordered(
        Order order, IReadOnlyList<LifeScript> former, IReadOnlyList<LifeScript> added) => order switch
        {
            Order.TargetBack => (
                [.. former, .. added],
                [("TargetVersion", (former.SkipLast(1).LastOrDefault()?.Version ?? 1).ToString(CultureInfo.InvariantCulture))]),
            Order.Older => ([.. former.SkipLast(1)], [("OnAhead", "Keep")]),
            Order.OlderReverts => ([.. former.SkipLast(1)], [("OnAhead", "Revert")]),
            Order.OlderFails => ([.. former.SkipLast(1)], [("OnAhead", "Fail")]),
            _ => ([.. former, .. added], []),
        };

    /// <summary>An image's files: besides, a view that has every column, one on it that never changes, and a function.</summary>
    public static IEnumerable<(string Name, string Text)> Files(IReadOnlyList<LifeScript> scripts)
    {
        var columns = scripts.Where(script => script.Shape is ScriptShape.Column or ScriptShape.ColumnForGood)
            .Select(script => string.Create(CultureInfo.InvariantCulture, $", c{script.Version}"));
        return
        [
            ("0001_base.sql", Base), ("0001_base.down.sql", "DROP TABLE base"),
            .. scripts.SelectMany(script => script.Files),
            ("repeatable/a_lower_view.sql", $"CREATE OR REPLACE VIEW lower_view AS SELECT id{string.Concat(columns)} FROM base"),
            ("repeatable/b_upper_view.sql", "CREATE OR REPLACE VIEW upper_view AS SELECT id FROM lower_view"),
            (
                "repeatable/c_tally.sql",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"CREATE OR REPLACE FUNCTION tally() RETURNS bigint LANGUAGE sql "
                        + $"AS 'SELECT count(*) + {scripts.Count} FROM base'")),
        ];
    }

    void Mend(HashSet<string> names)
    {
        for (var i = 0; i < _ever.Count; i++)
        {
            _ever[i] = _ever[i] with { IsMended = _ever[i].IsMended || names.Contains(_ever[i].Name) };
        }
    }
}

using System.Globalization;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>The files of a life's images.</summary>
static class LifeFiles
{
    /// <summary>Makes the table that is there from the beginning: with two rows that no unique index bears.</summary>
    public const string Base = "CREATE TABLE base (id int PRIMARY KEY, done int, note text);\n"
        + "INSERT INTO base VALUES (-900001), (-900002)";

    /// <summary>An image's files: besides, a view that has every column, one on it that never changes, and a function.</summary>
    public static IEnumerable<(string Name, string Text)> Of(IReadOnlyList<LifeScript> scripts)
    {
        var columns = scripts
            .Where(script => script.Shape is ScriptShape.Column or ScriptShape.Several or ScriptShape.ColumnAlone
                or ScriptShape.ColumnForGood)
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
}

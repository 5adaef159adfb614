using System.Globalization;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>A script of a life: its files, and how the database shows that it is there.</summary>
/// <param name="Version">Its number, from 2 on.</param>
/// <param name="Shape">What it does.</param>
sealed record LifeScript(int Version, ScriptShape Shape)
{
    const string Alone = "-- lockstep: no-transaction\n";
    const string Irreversible = "-- lockstep: irreversible\n";

    /// <summary>Whether its author has taken the mistake out.</summary>
    public bool IsMended { get; init; }

    public string Name => $"{Number}_{Shape.ToString().ToLowerInvariant()}.sql";

    public bool IsMistaken =>
        !IsMended && Shape is ScriptShape.Mistake or ScriptShape.Syntax or ScriptShape.MistakeAlone or ScriptShape.IndexThatFails;

    /// <summary>Whether a rollback has to keep it.</summary>
    public bool IsForGood => Shape is ScriptShape.TableForGood or ScriptShape.ColumnForGood or ScriptShape.BadDown;

    string Number => Version.ToString("0000", CultureInfo.InvariantCulture);

    public IEnumerable<(string Name, string Text)> Files
    {
        get
        {
            var (up, down) = Texts;
            yield return (Name, up);
            if (down is not null)
            {
                yield return (Path.ChangeExtension(Name, ".down.sql"), down);
            }
        }
    }

    /// <summary>A query whose answer is true where the script is in the database; null where nothing shows it.</summary>
    public string? Shown => Shape switch
    {
        ScriptShape.Column or ScriptShape.ColumnAlone or ScriptShape.ColumnForGood => $"SELECT {HasColumn}",
        ScriptShape.Several => $"SELECT {string.Join(" AND ", Parts)}",
        ScriptShape.Index or ScriptShape.IndexThatFails =>
            $"SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('i{Version}') AND indisvalid)",
        ScriptShape.Seed => $"SELECT EXISTS (SELECT FROM base WHERE id = -{Version})",
        ScriptShape.Backfill or ScriptShape.Data => null,
        _ => $"SELECT to_regclass('t{Version}') IS NOT NULL",
    };

    /// <summary>Of one that does several things, a query whose answer is true where any of them is there.</summary>
    public string? Trace => Shape == ScriptShape.Several ? $"SELECT {string.Join(" OR ", Parts)}" : null;

    IEnumerable<string> Parts =>
    [
        HasColumn, .. new[] { $"t{Version}", $"i{Version}", $"s{Version}" }.Select(name => $"to_regclass('{name}') IS NOT NULL"),
    ];

    string HasColumn =>
        $"EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('base') AND attname = 'c{Version}')";

    string Table => $"CREATE TABLE t{Version} (id int PRIMARY KEY)";

    string Slip => IsMended ? "SELECT 1" : "SELECT 1/0";

    (string Up, string? Down) Texts => Shape switch
    {
        ScriptShape.Table => (Table, $"DROP TABLE t{Version}"),
        ScriptShape.Column => (
            $"ALTER TABLE base ADD COLUMN c{Version} int DEFAULT 7", $"ALTER TABLE base DROP COLUMN c{Version}"),
        ScriptShape.Several => (
            $"ALTER TABLE base ADD COLUMN c{Version} int DEFAULT 7;\n{Table};\nCREATE INDEX i{Version} ON t{Version} (id);\n"
                + $"CREATE SEQUENCE s{Version}",
            $"DROP SEQUENCE s{Version};\nDROP TABLE t{Version};\nALTER TABLE base DROP COLUMN c{Version}"),
        ScriptShape.ColumnAlone => (
            $"{Alone}ALTER TABLE base ADD COLUMN c{Version} int DEFAULT 7", $"{Alone}ALTER TABLE base DROP COLUMN c{Version}"),
        ScriptShape.ColumnForGood => ($"{Irreversible}ALTER TABLE base ADD COLUMN c{Version} int DEFAULT 7", null),
        ScriptShape.Index => (
            $"{Alone}CREATE INDEX CONCURRENTLY i{Version} ON base (done)", $"{Alone}DROP INDEX CONCURRENTLY i{Version}"),
        ScriptShape.IndexThatFails => (
            $"{Alone}CREATE {(IsMended ? "" : "UNIQUE ")}INDEX CONCURRENTLY i{Version} ON base ((id > -999999))",
            $"{Alone}DROP INDEX CONCURRENTLY IF EXISTS i{Version}"),
        ScriptShape.Seed => ($"INSERT INTO base VALUES (-{Version})", $"DELETE FROM base WHERE id = -{Version}"),
        ScriptShape.Data => ($"UPDATE base SET done = {Version}", "SELECT 1"),
        ScriptShape.Backfill => (
            $"-- lockstep: batches\nUPDATE base SET done = {Version} WHERE id IN "
                + $"(SELECT id FROM base WHERE done IS DISTINCT FROM {Version} AND id > 0 LIMIT 2)",
            "SELECT 1"),
        ScriptShape.Slow => ($"{Table};\nSELECT pg_sleep(1.5)", $"DROP TABLE t{Version}"),
        ScriptShape.TableForGood => (Table, null),
        ScriptShape.BadDown => (Table, $"DROP TABLE t{Version};\nSELECT 1/0"),
        ScriptShape.Syntax => ($"{Table};\n{(IsMended ? "SELECT 1" : "SELCT 1")}", $"DROP TABLE t{Version}"),
        ScriptShape.MistakeAlone => ($"{Alone}{Table};\n{Slip}", $"DROP TABLE IF EXISTS t{Version}"),
        _ => ($"{Table};\n{Slip}", $"DROP TABLE t{Version}"),
    };
}

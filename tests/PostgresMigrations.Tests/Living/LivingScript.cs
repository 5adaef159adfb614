using System.Globalization;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>A script of a life: its files, and how the database shows that it is there.</summary>
sealed record LivingScript(int Version, ScriptShape Shape)
{
    const string Alone = "-- lockstep: no-transaction\n";

    public string Name => $"{Number}_{Shape.ToString().ToLowerInvariant()}.sql";

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
        ScriptShape.Table or ScriptShape.TableForGood => $"SELECT to_regclass('t{Version}') IS NOT NULL",
        ScriptShape.Column =>
            $"SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('base') AND attname = 'c{Version}')",
        ScriptShape.Index =>
            $"SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('i{Version}') AND indisvalid)",
        ScriptShape.Seed => $"SELECT EXISTS (SELECT FROM base WHERE id = -{Version})",
        ScriptShape.Mistake => $"SELECT to_regclass('t{Version}') IS NOT NULL",
        _ => null,
    };

    (string Up, string? Down) Texts => Shape switch
    {
        ScriptShape.Table => ($"CREATE TABLE t{Version} (id int PRIMARY KEY)", $"DROP TABLE t{Version}"),
        ScriptShape.Column => (
            $"ALTER TABLE base ADD COLUMN c{Version} int DEFAULT 7", $"ALTER TABLE base DROP COLUMN c{Version}"),
        ScriptShape.Index => (
            $"{Alone}CREATE INDEX CONCURRENTLY i{Version} ON base (done)", $"{Alone}DROP INDEX CONCURRENTLY i{Version}"),
        ScriptShape.Seed => ($"INSERT INTO base VALUES (-{Version})", $"DELETE FROM base WHERE id = -{Version}"),
        ScriptShape.Backfill => (
            $"-- lockstep: batches\nUPDATE base SET done = {Version} WHERE id IN "
                + $"(SELECT id FROM base WHERE done IS DISTINCT FROM {Version} AND id > 0 LIMIT 2)",
            "SELECT 1"),
        ScriptShape.TableForGood => ($"CREATE TABLE t{Version} (id int PRIMARY KEY)", null),
        _ => ($"CREATE TABLE t{Version} (id int);\nSELECT 1/0", $"DROP TABLE t{Version}"),
    };
}

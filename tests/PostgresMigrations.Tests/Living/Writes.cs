using System.Globalization;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>What an application writes after a deployment.</summary>
enum Writes
{
    /// <summary>A row in the table that was there from the beginning.</summary>
    Row,

    /// <summary>A row in a table that the deployment has made, if it made any.</summary>
    RowOfTheNewTable,

    /// <summary>A value in a column that the deployment has made, if it made any.</summary>
    ValueOfTheNewColumn,
}

/// <summary>Something that only a deployment has made room for.</summary>
/// <param name="Script">The one that did.</param>
/// <param name="Statement">Writes it.</param>
/// <param name="Question">True where it is there.</param>
sealed record NewWrite(LifeScript Script, string Statement, string Question)
{
    /// <param name="writes">What is to be written.</param>
    /// <param name="added">The deployment's scripts.</param>
    /// <param name="row">An id of the table that was there from the beginning.</param>
    /// <returns>Null where there is no room for it.</returns>
    public static NewWrite? Of(Writes writes, IEnumerable<LifeScript> added, int row) => writes switch
    {
        Writes.RowOfTheNewTable when First(added, ScriptShape.Table) is { } script => new(
            script,
            Text($"INSERT INTO t{script.Version} VALUES (1) ON CONFLICT DO NOTHING"),
            Text($"SELECT count(*) = 1 FROM t{script.Version} WHERE id = 1")),
        Writes.ValueOfTheNewColumn when First(added, ScriptShape.Column) is { } script => new(
            script,
            Text($"UPDATE base SET c{script.Version} = 8 WHERE id = {row}"),
            Text($"SELECT c{script.Version} = 8 FROM base WHERE id = {row}")),
        _ => null,
    };

    static LifeScript? First(IEnumerable<LifeScript> scripts, ScriptShape shape) =>
        scripts.FirstOrDefault(script => script.Shape == shape);

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

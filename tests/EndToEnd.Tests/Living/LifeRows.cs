using System.Globalization;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>What an application has written, and must find again.</summary>
sealed class LifeRows(LifeDatabase database)
{
    readonly List<(string Question, string What)> _written = [];
    int _rows;

    /// <summary>A row in the table that was there from the beginning.</summary>
    public async Task WriteAsync()
    {
        var id = ++_rows;
        await WriteAsync(
            Text($"INSERT INTO base (id, note) VALUES ({id}, 'note {id}')"),
            Text($"SELECT count(*) = 1 FROM base WHERE id = {id} AND note = 'note {id}'"));
    }

    /// <summary>Something that only a deployment has made room for.</summary>
    /// <returns>Whether there was room.</returns>
    public async Task<bool> WriteAsync(Writes writes, IEnumerable<LifeScript> added)
    {
        var (shape, statement, question) = writes switch
        {
            Writes.RowOfTheNewTable => (
                ScriptShape.Table, "INSERT INTO t{0} VALUES (1) ON CONFLICT DO NOTHING",
                "SELECT count(*) = 1 FROM t{0} WHERE id = 1"),
            Writes.ValueOfTheNewColumn => (
                ScriptShape.Column, "UPDATE base SET c{0} = 8 WHERE id = {1}", "SELECT c{0} = 8 FROM base WHERE id = {1}"),
            _ => (default, "", ""),
        };
        return statement.Length > 0 && added.FirstOrDefault(script => script.Shape == shape) is { } script
            && await database.IsTrueAsync(script.Shown!)
            && await WriteAsync(
                string.Format(CultureInfo.InvariantCulture, statement, script.Version, _rows),
                string.Format(CultureInfo.InvariantCulture, question, script.Version, _rows));
    }

    /// <summary>A deletion that was ordered takes rows along.</summary>
    public void Forget() => _written.Clear();

    public async Task CheckAsync()
    {
        foreach (var (question, what) in _written)
        {
            (await database.IsTrueAsync(question)).ShouldBeTrue($"gone is what the application did: {what}");
        }
    }

    async Task<bool> WriteAsync(string statement, string question)
    {
        try
        {
            if (!await database.WriteAsync(statement))
            {
                return false;
            }
        }
        catch (Npgsql.PostgresException exception) when (exception.SqlState is "42P01" or "42703")
        {
            // The table or column went away a moment ago, or is not there yet.
            return false;
        }

        _written.Add((question, statement));
        return true;
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using Lockstep.PostgresMigrations.Tests.Living;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>What an application has written, and must find again.</summary>
sealed class LifeRows(LifeDatabase database)
{
    readonly List<(string Question, string Schema, string What, bool IsOfBase)> _written = [];
    int _rows;

    /// <summary>A row in the table that was there from the beginning.</summary>
    public async Task WriteAsync()
    {
        var id = ++_rows;
        await WriteAsync(
            Text($"INSERT INTO base (id, note) VALUES ({id}, 'note {id}')"),
            Text($"SELECT count(*) = 1 FROM base WHERE id = {id} AND note = 'note {id}'"),
            isOfBase: true);
    }

    /// <summary>Something that only a deployment has made room for.</summary>
    /// <returns>Whether there was room.</returns>
    public async Task<bool> WriteAsync(Writes writes, IEnumerable<LifeScript> added) =>
        NewWrite.Of(writes, added, _rows) is { } write
            && await database.IsTrueAsync(write.Script.Shown!)
            && await WriteAsync(write.Statement, write.Question, isOfBase: false);

    /// <summary>A deletion that was ordered takes rows along.</summary>
    /// <param name="keepsBase">But not those of a table that was there before the stack.</param>
    public void Forget(bool keepsBase) =>
        _written.RemoveAll(row => row.Schema == database.Schema && (!keepsBase || !row.IsOfBase));

    public async Task CheckAsync()
    {
        foreach (var (question, schema, what, _) in _written)
        {
            (await database.IsTrueAsync(question, schema)).ShouldBeTrue($"gone is what the application did: {what}");
        }
    }

    async Task<bool> WriteAsync(string statement, string question, bool isOfBase)
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

        _written.Add((question, database.Schema, statement, isOfBase));
        return true;
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

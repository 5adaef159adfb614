using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Scripts;
using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing;

/// <summary>Which scripts are in which image, and what they must make of the database.</summary>
/// <param name="First">All but one of <paramref name="Old"/>'s.</param>
/// <param name="Old">What the later acts start from.</param>
/// <param name="New">All scripts. Of the repeatable ones, the others have those that run on what they make.</param>
/// <param name="OldTables">Tables of the old schema that take a row.</param>
/// <param name="NewTables">Tables that only the new schema has, and that take a row.</param>
sealed record Casting(Part First, Part Old, Part New, IReadOnlyList<string> OldTables, IReadOnlyList<string> NewTables)
{
    const int Fewest = 3;

    /// <summary>What the schema is like for code that wants this version; of a version that is not here, the newest.</summary>
    public Part PartOf(string version) =>
        new[] { First, Old }.FirstOrDefault(part => part.Version == version) ?? New;

    /// <summary>How many scripts a database has.</summary>
    public static int Applied(DatabaseState database) => database.Journal.Scripts.Count;

    /// <exception cref="RehearsalException">There are too few scripts, or they do not run.</exception>
    public static async Task<Casting> FindAsync(
        ScriptShelf shelf, PostgresServer server, PostgresLogin login, CancellationToken cancellationToken)
    {
        var count = shelf.Scripts.Count;
        if (count < Fewest)
        {
            throw new RehearsalException(
                $"A rehearsal goes through three states of the schema and needs {Fewest} scripts or more; there are {count}.");
        }

        var reference = new ScriptReference(server, login);
        var half = (count + 1) / 2;
        var first = await UpToAsync(half - 1);
        var old = await UpToAsync(half);
        var all = await reference.RunAsync(shelf.All, [], cancellationToken);
        var oldNames = old.State.Rows.Names;
        return new(
            PartOf(first), PartOf(old), PartOf(all),
            await WritableAsync(all, oldNames, cancellationToken),
            await WritableAsync(all, all.State.Rows.Names.Except(oldNames, StringComparer.Ordinal), cancellationToken));

        Task<ReferenceDatabase> UpToAsync(int scripts) =>
            reference.RunAsync([.. shelf.Scripts.Take(scripts)], shelf.RepeatableScripts, cancellationToken);

        static Part PartOf(ReferenceDatabase database) => new(database.Scripts, database.State.Catalogue);
    }

    // Tried out where it does no harm: the database was made to be looked at.
    static async Task<IReadOnlyList<string>> WritableAsync(
        ReferenceDatabase database, IEnumerable<string> tables, CancellationToken cancellationToken)
    {
        var writer = new RowWriter(database.ConnectionString);
        var writable = new List<string>();
        foreach (var table in tables)
        {
            if ((await writer.WriteAsync([table], cancellationToken)).Count > 0)
            {
                writable.Add(table);
            }
        }

        return writable;
    }
}

/// <summary>One state of the schema.</summary>
/// <param name="Scripts">The scripts that make it.</param>
/// <param name="Catalogue">What they make.</param>
sealed record Part(IReadOnlyList<ScriptFile> Scripts, Catalogue Catalogue)
{
    public int Count => Scripts.Count;

    public string Version => Scripts.Last(script => script.Number is not null).Version;

    /// <summary>In a sentence: <c>scripts 1 to 3</c>.</summary>
    public string Names => ScriptFile.Range(Scripts);
}

using System.Security.Cryptography;
using System.Text;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Answering;

/// <summary>The scripts that are in the schema, in order: what its version and its fingerprint are made of.</summary>
sealed record SchemaState
{
    readonly IReadOnlyList<Entry> _entries;

    SchemaState(IEnumerable<Entry> entries) =>
        _entries =
        [
            .. entries.OrderBy(entry => entry.Kind).ThenBy(entry => entry.Version)
                .ThenBy(entry => entry.Name, StringComparer.Ordinal),
        ];

    /// <summary>The newest version; <c>0</c> for an empty schema.</summary>
    public ScriptVersion Version => _entries.Select(entry => entry.Version).DefaultIfEmpty(ScriptVersion.Zero).Max();

    /// <summary>
    /// Lower-case hex SHA-256 over <c>kind version checksum\n</c> of what is applied; equal fingerprints, equal histories.
    /// </summary>
    public string Fingerprint
    {
        get
        {
            var text = new StringBuilder();
            foreach (var entry in _entries.Where(entry => !entry.IsKept))
            {
                text.Append(Deployment.Name(entry.Kind)).Append(' ')
                    .Append(entry.Kind == ScriptKind.Versioned ? entry.Version.ToString() : string.Empty)
                    .Append(' ').Append(entry.Checksum).Append('\n');
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    public static SchemaState Of(IEnumerable<JournalRow> rows) => new(rows.Where(row => row.IsPresent).Select(Of));

    public SchemaState With(IEnumerable<Script> scripts) => new(_entries.Concat(scripts.Select(Of)));

    public SchemaState With(IEnumerable<JournalRow> rows) => new(_entries.Concat(rows.Select(Of)));

    /// <summary>The same scripts, some of them in another state from now on.</summary>
    public SchemaState With(IEnumerable<JournalRow> rows, JournalState state)
    {
        var changed = rows.Select(row => row with { State = state }).ToList();
        return Without(changed).With(changed);
    }

    public SchemaState Without(IEnumerable<JournalRow> rows)
    {
        var gone = rows.Select(row => (row.Kind, row.Name)).ToHashSet();
        return new(_entries.Where(entry => !gone.Contains((entry.Kind, entry.Name))));
    }

    static Entry Of(Script script) =>
        new(script.Kind, script.Version ?? ScriptVersion.Zero, script.Name, script.JournaledChecksum, IsKept: false);

    static Entry Of(JournalRow row) =>
        new(row.Kind, row.Version ?? ScriptVersion.Zero, row.Name, row.Checksum, row.State == JournalState.Kept);

    // A kind and a name are there once: what comes back has another row than what went.
    sealed record Entry(ScriptKind Kind, ScriptVersion Version, string Name, string Checksum, bool IsKept);
}

using System.Text.RegularExpressions;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>A schema with relations that nobody has declared: refused, with what another tool's journal tells of them.</summary>
static partial class UnknownOrigin
{
    /// <summary>That nobody knows which scripts the relations stand for; empty where somebody does.</summary>
    public static async Task<IReadOnlyList<string>> FindingsAsync(
        Target target, NpgsqlConnection connection, Standing standing, ScriptLibrary library,
        CancellationToken cancellationToken)
    {
        if (standing.Schema.IsJournaled || target.Properties.Baseline is not null
            || standing.Schema.Relations is not { Count: > 0 } relations)
        {
            return [];
        }

        var schema = target.Properties.Schema;
        var earlier = await EarlierJournal.ReadAsync(connection, schema, cancellationToken);
        return
        [
            $"Schema \"{schema}\" has relations that no script made ({string.Join(", ", relations)}), and "
            + "no journal. Choose an empty schema, or declare with Baseline which version they are."
            + (earlier is null ? string.Empty : Advice(earlier, library.Scripts)),
        ];
    }

    static string Advice(EarlierJournal earlier, IReadOnlyList<Script> scripts)
    {
        var recorded = earlier.Entries.Select(VersionIn).OfType<ScriptVersion>().ToHashSet();
        var newest = scripts.LastOrDefault(script => script.Version is { } version && recorded.Contains(version));
        return $" Table {earlier.Table} is the journal of {earlier.Tool}; "
            + (newest is null
                ? "nothing in it has the number of a script of this image."
                : $"the newest in it that this image has, too, is {newest.Name}: that would be Baseline: {newest.Version}.")
            + Warning(earlier);
    }

    static string Warning(EarlierJournal earlier) => earlier.Failed.Count == 0
        ? string.Empty
        : $" It has {string.Join(", ", earlier.Failed.Take(3))} as failed, and half of that may be in the schema: settle it with "
            + "that tool first.";

    // 7, 0007_add_orders.sql, Shop.Scripts.0007_add_orders.sql, 20240102030405_AddOrders; not 2.1, which is no number.
    static ScriptVersion? VersionIn(string entry) =>
        ScriptVersion.TryParse(entry, out var whole) ? whole
        : NumberInName().Matches(entry) is [.., var last] ? ScriptVersion.Parse(last.Groups["number"].ValueSpan)
        : null;

    [GeneratedRegex(@"(^|[./\\V])(?<number>[0-9]+)[_-]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NumberInName();
}

using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>What a resource has applied in its schema itself: all that its Delete may revert.</summary>
/// <remarks>
/// A schema that was taken over, from another stack or from another name of the resource, keeps what it had by then: the Delete
/// may be that of a Create that worked, and is taken back because something beside it failed.
/// </remarks>
/// <param name="Range">What to revert; of repeatables that it replaced, the former texts come back.</param>
/// <param name="Declared">What it declared with Baseline: no object goes with it.</param>
/// <param name="Left">Says what stays; null where nothing does.</param>
sealed record OwnScripts(RevertRange Range, IReadOnlyList<JournalRow> Declared, string? Left)
{
    public static async Task<OwnScripts> ReadAsync(
        MigratorSession session, Standing standing, string schema, CancellationToken cancellationToken)
    {
        var mine = standing.History.Select(row => row.Id).ToHashSet();
        var others = standing.Rows.Where(row => !mine.Contains(row.DeploymentId)).ToList();
        var stored = await UnbegunScripts.MarkedAsync(
            session.Connection,
            await StoredScript.OfAsync(
                session.Connection, [.. standing.Rows.Where(row => mine.Contains(row.DeploymentId))], cancellationToken),
            cancellationToken);
        var declared = stored.Where(one => one.IsDeclared).Select(one => one.Row).ToList();
        var replaced = await StoredScript.RevertedByAsync(session.Connection, schema, [.. mine], cancellationToken);
        var range = new RevertRange(
            [.. stored.Where(one => !one.IsDeclared)], [.. replaced.Where(one => one.Row.Kind == ScriptKind.Repeatable)])
        {
            Aside = await AsideScript.InAsync(session.Connection, standing, schema, cancellationToken),
        };
        return new OwnScripts(range, declared, Text(declared, others));
    }

    static string? Text(List<JournalRow> declared, List<JournalRow> others)
    {
        var sentences = new List<string>();
        if (declared.Count > 0)
        {
            sentences.Add(
                $"What Baseline had declared, up to {declared.NewestVersion()}, was there before this resource and is left.");
        }

        if (others.Count > 0)
        {
            sentences.Add($"What another resource had applied before, up to {others.NewestVersion()}, is left.");
        }

        return sentences.Count == 0 ? null : string.Join(" ", sentences);
    }
}

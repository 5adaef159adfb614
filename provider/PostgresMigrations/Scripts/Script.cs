namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>One script with its optional down.</summary>
/// <param name="Kind">When it runs.</param>
/// <param name="Version">Of a versioned script; null for a repeatable.</param>
/// <param name="Up">What it does.</param>
/// <param name="Down">What takes it back, from <c>NAME.down.sql</c>; null when nobody wrote it.</param>
public sealed record Script(ScriptKind Kind, ScriptVersion? Version, ScriptText Up, ScriptText? Down)
{
    /// <summary>
    /// The file's name, in the journal and in every message: <c>0007_add_orders.sql</c>,
    /// <c>repeatable/customers.sql</c>.
    /// </summary>
    public string Name => Up.Name;

    /// <summary>True when its author said that it cannot be taken back, in the up or in the down.</summary>
    public bool IsIrreversible => Up.Directives.Irreversible || Down?.Directives.Irreversible == true;

    /// <summary>The same with values for the variables of both texts.</summary>
    internal Script With(IReadOnlyDictionary<string, string> variables) =>
        this with { Up = Up.With(variables), Down = Down?.With(variables) };

    /// <summary>
    /// What the journal tells it by: a versioned script is its file, whatever values ran with it; a repeatable is the text that
    /// runs, so that another value runs it again.
    /// </summary>
    internal string JournaledChecksum => Kind == ScriptKind.Repeatable ? Up.RunChecksum : Up.Checksum;

    /// <summary>Everything wrong with both texts that can be seen without a database.</summary>
    public IReadOnlyList<Finding> Findings => Down is null ? Up.Findings : [.. Up.Findings, .. Down.Findings];
}

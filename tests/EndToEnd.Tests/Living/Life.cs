using System.Globalization;
using Lockstep.PostgresMigrations.Tests.Living;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>A stack's life: its creation, its updates, its end, and what happens on the way.</summary>
/// <param name="Setting">What stays the same all the time.</param>
/// <param name="Episodes">The first creates the stack.</param>
/// <param name="Ending">How it ends.</param>
/// <param name="Last">What goes wrong while it is deleted.</param>
sealed record Life(Setting Setting, IReadOnlyList<Episode> Episodes, Ending Ending, Ordeal Last)
{
    public override string ToString() => string.Join(
        '\n', [$"{Setting}", .. Episodes.Select(episode => $"{episode}"), $"{Ending}; {Last}"]);
}

/// <param name="IsInScriptMode"><c>Transaction: Script</c>.</param>
/// <param name="HasSchema">Scripts run in a schema of their own, which the migration makes.</param>
/// <param name="WasThereBefore">The first script's table was there before the stack: <c>Baseline: 1</c>.</param>
/// <param name="HasRole">A <c>Custom::DatabaseRole</c> follows the migration.</param>
/// <param name="HasRoute">The function has a way to Lambda's API, and can invoke itself.</param>
/// <param name="IsWatched">The watchdog answers for the function where that cannot.</param>
/// <param name="TimeoutSeconds">The function's.</param>
/// <param name="OnDelete">The property.</param>
/// <param name="LockTimeout">The property.</param>
/// <param name="ServiceTimeout">The property; null: an hour.</param>
sealed record Setting(
    bool IsInScriptMode, bool HasSchema, bool WasThereBefore, bool HasRole, bool HasRoute, bool IsWatched,
    int TimeoutSeconds, string OnDelete, string LockTimeout, int? ServiceTimeout)
{
    public string Schema => HasSchema ? "app" : "public";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Transaction {(IsInScriptMode ? "Script" : "Batch")}, schema {Schema}{(WasThereBefore ? " with a baseline" : "")}"
            + $"{(HasRole ? " and a role" : "")}{(HasRoute ? ", a way to Lambda" : "")}{(IsWatched ? ", a watchdog" : "")}, "
            + $"OnDelete {OnDelete}, "
            + $"LockTimeout {LockTimeout}, {TimeoutSeconds} s of {ServiceTimeout ?? 3600} s");
}

/// <summary>One deployment and what follows.</summary>
/// <param name="Scripts">What the new image has more than the one before.</param>
/// <param name="Order">What the deployment asks for.</param>
/// <param name="Role">What it wants of the role, if there is one.</param>
/// <param name="Moves">The migration goes to another schema.</param>
/// <param name="Forward">What goes wrong meanwhile.</param>
/// <param name="Meanwhile">What the application writes before a rollback.</param>
/// <param name="SiblingFails">A resource that comes after the migration fails, and CloudFormation rolls back.</param>
/// <param name="Stops">An update stops where it fails, and somebody has it rolled back then: <c>--disable-rollback</c>.</param>
/// <param name="RollbackOrder">Which image answers the rollback.</param>
/// <param name="Back">What goes wrong during the rollback.</param>
sealed record Episode(
    IReadOnlyList<ScriptShape> Scripts,
    Order Order,
    RoleOrder Role,
    bool Moves,
    Ordeal Forward,
    Writes Meanwhile,
    bool SiblingFails,
    bool Stops,
    RollbackOrder RollbackOrder,
    Ordeal Back)
{
    public override string ToString() =>
        $"{string.Join('+', Scripts)}, {Order}{(Moves ? ", to another schema" : "")}, role {Role}; {Forward}; "
            + $"meanwhile {Meanwhile}; "
            + $"{(SiblingFails ? "the sibling fails" : "stays")}; {(Stops ? "without rollback; " : "")}"
            + $"a rollback would be {RollbackOrder}, {Back}";
}

enum Order
{
    Latest,

    /// <summary><c>TargetVersion</c> is the version before the last one.</summary>
    TargetBack,

    /// <summary>The image lacks the last script; <c>OnAhead: Keep</c>.</summary>
    Older,

    /// <summary>The image lacks the last script; <c>OnAhead: Revert</c>.</summary>
    OlderReverts,

    /// <summary>The image lacks the last script; <c>OnAhead: Fail</c>.</summary>
    OlderFails,
}

enum Ending
{
    Stays,
    Deleted,
    DeletedAndCreatedAgain,
}

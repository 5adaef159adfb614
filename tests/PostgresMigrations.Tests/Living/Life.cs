using System.Globalization;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>A schema's life: deployments one after the other, and what goes wrong on the way.</summary>
/// <param name="Setting">What stays the same all the time.</param>
/// <param name="Episodes">In order.</param>
/// <param name="Last">
/// What goes wrong while the stack is deleted, and while it is created again after that on the same database.
/// </param>
sealed record Life(Setting Setting, IReadOnlyList<Episode> Episodes, Fault Last)
{
    public override string ToString() => string.Join('\n', [$"{Setting}", .. Episodes.Select(Text), $"{Last}"]);

    static string Text(Episode episode)
    {
        var after = episode.SiblingFails ? $"rolled back by the {episode.Answering} image, {episode.Back}" : "stays";
        var what = episode.GoesBack > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{episode.GoesBack} back or ") : string.Empty;
        return $"{what}{string.Join("+", episode.Scripts)}, {episode.Forward}; meanwhile {episode.Meanwhile}; {after}";
    }
}

/// <param name="IsInScriptMode"><c>Transaction: Script</c>.</param>
/// <param name="Policy"><c>OnDelete</c>.</param>
/// <param name="WasThereBefore">Was the stack's schema there before it, or its database, whichever <c>OnDelete</c> drops.</param>
/// <param name="HasNeighbour">Another stack has a schema in the database.</param>
/// <param name="LockTimeout">The property.</param>
sealed record Setting(bool IsInScriptMode, DeletePolicy Policy, bool WasThereBefore, bool HasNeighbour, string LockTimeout)
{
    public string Schema => Policy == DeletePolicy.DropSchema ? "app" : "public";

    /// <summary>The database is the stack's, and goes with it.</summary>
    public bool MakesDatabase => Policy == DeletePolicy.DropDatabase && !WasThereBefore;

    /// <summary>The schema is the stack's, and goes with it.</summary>
    public bool MakesSchema => Policy == DeletePolicy.DropSchema && !WasThereBefore;

    public override string ToString() =>
        $"Transaction {(IsInScriptMode ? "Script" : "Batch")}, OnDelete {Policy}{(WasThereBefore ? " of what was there before" : "")}"
            + $"{(HasNeighbour ? ", with a neighbour" : "")}, LockTimeout {LockTimeout}";
}

/// <summary>One deployment and what follows.</summary>
/// <param name="Scripts">What the new image has more than the one before.</param>
/// <param name="GoesBack">
/// Instead of new scripts, where so many or fewer are deployed: a <c>TargetVersion</c> that many scripts back. 0: no order.
/// </param>
/// <param name="Forward">What goes wrong while it is deployed.</param>
/// <param name="Meanwhile">What the application writes once it is.</param>
/// <param name="SiblingFails">Another resource fails, and CloudFormation rolls back; it does so in any case where the deployment fails.</param>
/// <param name="Answering">Which image answers the rollback.</param>
/// <param name="Back">What goes wrong during the rollback.</param>
sealed record Episode(
    IReadOnlyList<ScriptShape> Scripts, int GoesBack, Fault Forward, Writes Meanwhile, bool SiblingFails, Answering Answering,
    Fault Back);

/// <param name="Kind">What happens.</param>
/// <param name="Message">At which message between function and server, the first being 1; or how long.</param>
sealed record Fault(FaultKind Kind, int Message)
{
    public static Fault None { get; } = new(FaultKind.None, 1);

    /// <summary>Whether what is right can come to nothing: it is then taken back, asked for again, or kept, and that is said.</summary>
    public bool MayStopIt => Kind is FaultKind.OutOfTime or FaultKind.Dead;

    public override string ToString() => Kind is not (FaultKind.None or FaultKind.Twice or FaultKind.Again or FaultKind.Late)
        ? string.Create(CultureInfo.InvariantCulture, $"{Kind} at {Message}")
        : Kind.ToString();
}

enum FaultKind
{
    None,

    /// <summary>The connection breaks.</summary>
    Cut,

    /// <summary>The function dies, and Lambda delivers the event again.</summary>
    Kill,

    /// <summary>The event is delivered twice at once.</summary>
    Twice,

    /// <summary>The answer does not arrive, and the event is delivered again.</summary>
    Again,

    /// <summary>The event is delivered once more after the next one has been answered.</summary>
    Late,

    /// <summary>Somebody locks the table that was there from the beginning for a while.</summary>
    Locked,

    /// <summary>The clock leaps ahead, by less than there is time.</summary>
    Leap,

    /// <summary>It is set back by an hour.</summary>
    SetBack,

    /// <summary>It leaps ahead by all the time that there is to work.</summary>
    OutOfTime,

    /// <summary>The function dies, and nobody delivers the event again.</summary>
    Dead,
}

enum Answering
{
    Old,
    New,
}

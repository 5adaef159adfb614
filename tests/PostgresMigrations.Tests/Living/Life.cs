using System.Globalization;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>A schema's life: deployments one after the other, and what goes wrong on the way.</summary>
/// <param name="Episodes">In order.</param>
/// <param name="IsInScriptMode"><c>Transaction: Script</c> all the time.</param>
/// <param name="End">The stack's, after which it is created again on the same database.</param>
sealed record Life(IReadOnlyList<Episode> Episodes, bool IsInScriptMode, End End)
{
    public override string ToString() => string.Join(
        '\n', [$"Transaction: {(IsInScriptMode ? "Script" : "Batch")}", .. Episodes.Select(Text), $"{End.Policy}, {End.Fault}"]);

    static string Text(Episode episode)
    {
        var after = episode.SiblingFails ? $"rolled back by the {episode.Answering} image, {episode.Back}" : "stays";
        var what = episode.GoesBack > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{episode.GoesBack} back or ") : string.Empty;
        return $"{what}{string.Join("+", episode.Scripts)}, {episode.Forward}; meanwhile {episode.Meanwhile}; {after}";
    }
}

/// <summary>The stack is deleted.</summary>
/// <param name="Policy"><c>OnDelete</c>, all the time.</param>
/// <param name="Fault">What goes wrong.</param>
sealed record End(DeletePolicy Policy, Fault Fault);

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
/// <param name="Message">At which message between function and server, the first being 1.</param>
sealed record Fault(FaultKind Kind, int Message)
{
    public override string ToString() => Kind is FaultKind.Cut or FaultKind.Kill
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
}

enum Answering
{
    Old,
    New,
}

using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>
/// The database of a resource with <c>CreateDatabase</c>: made where it is missing, gone again with a Create that fails.
/// </summary>
static class OwnDatabase
{
    /// <summary>Carries a Create out in it.</summary>
    /// <param name="target">The Create's.</param>
    /// <param name="patience">How long to try for a connection.</param>
    /// <param name="runAsync">The Create; and whether another run of it had made the database.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    public static async Task<ResourceOutcome> RunCreateAsync(
        Target target, Patience patience, Func<Task<(ResourceOutcome Outcome, bool IsItsOwn)>> runAsync,
        CancellationToken cancellationToken)
    {
        var isMade = await EnsureAsync(target, patience, cancellationToken);
        try
        {
            var (outcome, isItsOwn) = await runAsync();
            return (isMade || isItsOwn) && outcome is Failed failed ? await WithoutAsync(target, failed) : outcome;
        }
        catch (CustomResourceException refusal) when (isMade && IsRefusal(refusal))
        {
            target.Context.Log.DeploymentFailed(refusal);
            return await WithoutAsync(
                target, new Failed(refusal.Message) { MayBeHalfMade = refusal is ConnectFailure && target.Headway.HasConnected });
        }
    }

    // Not where another run of the same Create may be at work in it.
    static bool IsRefusal(CustomResourceException exception) => exception
        is MigrationRefusedException or AdmissionRefusedException { IsForLock: false }
            or ConnectFailure { IsPassing: false };

    /// <summary>Makes it where it is missing; a run that was handed on finds what the first has made, or is late.</summary>
    /// <returns>Whether it had to be created.</returns>
    public static async Task<bool> EnsureAsync(Target target, Patience patience, CancellationToken cancellationToken)
    {
        var maker = target.DatabaseMaker;
        return target.Properties.CreateDatabase && !target.IsContinued && await Attempts.RunAsync(
            target.Context, () => maker.EnsureAsync(patience, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Whether a run of this very Create has made it: the mark is the resource's, and nobody else has been here.
    /// </summary>
    public static bool IsOfThisCreate(Target target, Standing standing) =>
        standing.Schema.DatabaseComment == target.DatabaseMark && standing.History.Count == 0
            && standing.Owners.Keys.All(schema => schema == target.Properties.Schema)
            && standing.Rows.All(row => row.DeploymentId == standing.Request?.Id);

    // A failed Create leaves nothing; but others may be using by now what it made.
    static async Task<ResourceOutcome> WithoutAsync(Target target, Failed failed)
    {
        var cleanUp = target.Context.Deadline.CleanUpToken;
        try
        {
            var others = await target.DatabaseMaker.DropUnlessAsync(
                () => DatabaseNeighbours.FindAsync(target, Patience.None, cleanUp), Patience.None, cleanUp);
            return others.Count == 0
                ? failed with { MayBeHalfMade = false }
                : failed with { Reason = $"{Sentence.Of(failed.Reason)} {Kept(target, others)}" };
        }
        catch (Exception exception) when (exception is CustomResourceException or NpgsqlException or OperationCanceledException)
        {
            return failed with
            {
                Reason = $"{failed.Reason} The database \"{target.Settings.Database}\", "
                    + "which it had created, could not be dropped: drop it by hand.",
            };
        }
    }

    static string Kept(Target target, IReadOnlyList<string> others) =>
        $"The database \"{target.Settings.Database}\", which it had created, was not dropped, for more is in it by now than this "
            + $"Create's schema: {string.Join(", ", others)}.";
}

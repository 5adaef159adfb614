using Lockstep.PostgresMigrations.Tests.Living;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.Inspecting;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>What is in the database before any stack is, and must be all there is once a stack is gone.</summary>
sealed class LifeGround(LifeDatabase database, Setting setting)
{
    const string Strangers = "CREATE SCHEMA strangers; CREATE TABLE strangers.strange (id int PRIMARY KEY); "
        + "INSERT INTO strangers.strange VALUES (1), (2)";

    // In the schema that the migration works in; of one that it makes itself, DropSchema takes everything.
    const string Guest = "CREATE TABLE guest (id int PRIMARY KEY); INSERT INTO guest VALUES (1)";

    Catalogue? _before;

    public async Task PrepareAsync()
    {
        await database.ExecuteAsync(Strangers);
        if (setting.WasThereBefore)
        {
            await database.ExecuteAsync($"{(setting.HasSchema ? "CREATE SCHEMA app; " : "")}{LifeFiles.Base}; {Guest}");
        }

        _before = await database.LookAsync();
    }

    /// <summary>Whatever becomes of the stack, what others have here stays.</summary>
    public async Task CheckStrangersAsync()
    {
        (await database.ColumnAsync("SELECT id FROM strangers.strange ORDER BY id")).ShouldBe(["1", "2"], "a stranger's rows");
        if (setting.WasThereBefore)
        {
            (await database.ColumnAsync("SELECT id FROM guest", setting.Schema)).ShouldBe(["1"], "a stranger's rows in the schema");
        }
    }

    /// <summary>A Delete that was answered SUCCESS has left nothing of the stack, or says what it left, and why.</summary>
    /// <param name="deleted">The request.</param>
    /// <param name="before">The database before it, where somebody looked.</param>
    /// <param name="isFirst">The stack is the first one here.</param>
    /// <param name="troubles">What went wrong meanwhile.</param>
    /// <param name="isAgain">One before it had failed, and may have done all of it for all that.</param>
    public async Task CheckDeletedAsync(
        CustomResourceExchange deleted, Catalogue? before, bool isFirst, IEnumerable<Trouble> troubles, bool isAgain = false)
    {
        if (database.Schema != setting.Schema)
        {
            await CheckMovedDeletedAsync(deleted);
            return;
        }

        var (reason, now) = (deleted.Reason(), await database.LookAsync());
        switch (reason)
        {
            case not null when Says("so OnDelete: DropSchema left it"):
                (setting.WasThereBefore || !setting.HasSchema || !isFirst).ShouldBeTrue(reason);
                before?.DifferenceTo(now).ShouldBeEmpty(reason);
                break;
            case not null when Says("What another resource had applied before"):
                isFirst.ShouldBeFalse(reason);
                break;
            case not null when Says(LifeChecks.ByTheWatchdog):
                troubles.ShouldContain(trouble => trouble.Kind == TroubleKind.Dead, reason);
                return;
            case not null when Says("Nothing was dropped or reverted.") || Says("Not everything may have been dropped or reverted"):
                (troubles.Any(trouble => trouble.MayOutlast) || deleted.IsLate(Trouble.TimeOf(setting.TimeoutSeconds, troubles)))
                    .ShouldBeTrue(reason);
                return;
            case null:
            case not null when isAgain && (Says("belongs to nobody by now") || Says("was gone already")):
            case not null when Says("What Baseline had declared") && setting.WasThereBefore:
                _before!.DifferenceTo(now).Where(line => !IsOwnSchema(line) && !IsOfAMove(line)).ToList()
                    .ShouldBeEmpty($"left by a Delete: {reason}");
                break;
            default:
                reason.ShouldBeNull();
                break;
        }

        (await database.ColumnAsync("SELECT logical_id FROM lockstep.owner WHERE schema !~ '^move'"))
            .ShouldBeEmpty($"still an owner: {reason}");

        // Revert takes scripts back, and no more.
        bool IsOwnSchema(string line) =>
            setting.OnDelete == "Revert" && line.StartsWith("+ schema app", StringComparison.Ordinal);

        // A schema to which the migration had moved, and whose Delete failed until CloudFormation forgot it.
        static bool IsOfAMove(string line) => line.StartsWith('+') && line.Contains(" move", StringComparison.Ordinal);

        bool Says(string text) => reason!.Contains(text, StringComparison.Ordinal);
    }

    // Where the migration has moved to there was nothing before.
    async Task CheckMovedDeletedAsync(CustomResourceExchange deleted)
    {
        if (deleted.Succeeded() && deleted.Reason() is null)
        {
            (setting.OnDelete == "DropSchema"
                && await database.IsTrueAsync($"SELECT to_regnamespace('{database.Schema}') IS NOT NULL"))
                .ShouldBeFalse("the schema that the migration had moved to was deleted, and is there");
            (await database.ColumnAsync($"SELECT logical_id FROM lockstep.owner WHERE schema = '{database.Schema}'"))
                .ShouldBeEmpty("still an owner");
        }
    }
}

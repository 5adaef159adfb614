using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Delivering;

/// <summary>The link says nothing any more while a run is being admitted, and the server takes it for alive.</summary>
public sealed class ARunThatFellSilent(SharedPostgres postgres)
{
    [Theory]
    [InlineData("SET state = 'superseded'")] // holds the resource's lock, and its own row that nobody sees
    [InlineData("SET backend_pid")] // holds the schema's lock, and nobody knows whose it is
    [InlineData("SELECT d.id, d.request_id, d.schema")] // holds the row on record, too
    public async Task DoesNotKeepTheRollbackFromItsWork(string statement)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();
        await using var silent = MortalRun.Of(postgres, database, stack.StackId);
        var cut = silent.Link.CutBefore(
            message => message.Name == "Parse" && message.Text!.Contains(statement, StringComparison.Ordinal),
            CutStyle.BlackHole);
        silent.Begin(Shop.New(), stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1)));
        await Task.WhenAny(cut.Happened, silent.Work);
        cut.Happened.IsCompleted.ShouldBeTrue("no such statement was sent");
        await database.UntilAsync(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lockstep' "
                + "AND state = 'active' AND wait_event = 'ClientRead'");

        var rollback = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        rollback.ShouldSucceed();
        rollback.Reason.ShouldBeNull();
        (await database.TablesAsync()).ShouldBe(before);
        stack.Log.Text.ShouldContain("holds what this one needs, and does not count any more");
        await silent.DieAsync();
    }
}

using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>
/// Under a Create, a Delete, or an update that CloudFormation then rolls back, at one message after the other: broken, or silent
/// until the run's time is over.
/// </summary>
public sealed class ALinkThatBreaksUnderAnyRequest(SharedPostgres postgres)
{
    static readonly JsonObject First = TestStack.Revision(1, ("OnDelete", "Revert"));
    static readonly JsonObject Second = TestStack.Revision(2, ("OnDelete", "Revert"));

    [Fact]
    public async Task LeavesACreateDone() => (await SweepAsync(CutStyle.Reset, slowness: 1, async (stack, database, arm) =>
    {
        var cut = arm();
        var (answer, _) = await RunAsync(stack, cut, Shop.New(), stack.Event("Create", First), isSilent: false);
        return (cut, $"{answer.Status} {await database.ValueAsync("SELECT count(*) FROM lockstep.journal WHERE state = 'applied'")}");
    })).ShouldAllBe(outcome => outcome.StartsWith("SUCCESS 4 ", StringComparison.Ordinal));

    [Fact]
    public async Task LeavesADeleteDone() => (await SweepAsync(CutStyle.Reset, slowness: 1, DeleteAsync(isSilent: false)))
        .ShouldAllBe(outcome => outcome.StartsWith("SUCCESS, nothing is left ", StringComparison.Ordinal));

    [Fact]
    public async Task AndSaysNothingLeavesADeleteDoneByTheNextRun() =>
        (await SweepAsync(CutStyle.BlackHole, slowness: 6, DeleteAsync(isSilent: true)))
            .ShouldAllBe(outcome => outcome.StartsWith("SUCCESS, nothing is left ", StringComparison.Ordinal));

    [Fact]
    public async Task AndSaysNothingLeavesACreateThatItsDeleteTakesBack() =>
        (await SweepAsync(CutStyle.BlackHole, slowness: 6, async (stack, database, arm) =>
        {
            var before = await database.CatalogueAsync();
            var cut = arm();
            var (created, _) = await RunAsync(stack, cut, Shop.New(), stack.Event("Create", First), isSilent: true);
            var (deleted, _) = await RunAsync(
                stack, cut, Shop.New(), stack.Event("Delete", First, physicalId: created.PhysicalResourceId), isSilent: false);
            return (cut, $"{deleted.Status}, {await LeftAsync(database, before) ?? deleted.Reason}");
        })).ShouldAllBe(outcome => outcome.StartsWith("SUCCESS, nothing is left ", StringComparison.Ordinal));

    [Fact]
    public async Task AndSaysNothingLeavesAnUpdateThatItsRollbackTakesBack() =>
        (await SweepAsync(CutStyle.BlackHole, slowness: 6, async (stack, database, arm) =>
        {
            (await stack.CreateAsync(Shop.Old(), First)).ShouldSucceed();
            var before = await database.CatalogueAsync();
            var cut = arm();
            await RunAsync(stack, cut, Shop.New(), stack.Event("Update", Second, First), isSilent: true);
            var (back, _) = await RunAsync(stack, cut, Shop.Old(), stack.Event("Update", First, Second), isSilent: false);
            return (cut, $"{back.Status}, {await LeftAsync(database, before) ?? back.Reason}");
        })).ShouldAllBe(outcome => outcome.StartsWith("SUCCESS, nothing is left ", StringComparison.Ordinal));

    async Task<IReadOnlyCollection<string>> SweepAsync(
        CutStyle style, int slowness, Func<TestStack, TestDatabase, Func<ArmedCut>, Task<(ArmedCut, string)>> playAsync) =>
        await new LinkSweep(postgres.Server, style).RunAsync(
            async (proxy, arm) =>
            {
                var database = await TestDatabase.CreateAsync(postgres);
                using var stack = new TestStack(proxy.Through(database.ConnectionString))
                {
                    CanInvoke = true,
                    Clock = new LeapingClock(),
                };
                return await playAsync(stack, database, arm);
            },
            messages: 100,
            slowness);

    static Func<TestStack, TestDatabase, Func<ArmedCut>, Task<(ArmedCut, string)>> DeleteAsync(bool isSilent) =>
        async (stack, database, arm) =>
        {
            var before = await database.CatalogueAsync();
            (await stack.CreateAsync(Shop.New(), First)).ShouldSucceed();
            var cut = arm();
            var (answer, _) = await RunAsync(stack, cut, Shop.New(), stack.Event("Delete", First), isSilent);
            return (cut, $"{answer.Status}, {await LeftAsync(database, before) ?? answer.Reason}");
        };

    static async Task<string?> LeftAsync(TestDatabase database, IReadOnlyList<string> before) =>
        (await database.CatalogueAsync()).SequenceEqual(before, StringComparer.Ordinal) ? "nothing is left" : null;

    static async Task<(Answer Answer, int Runs)> RunAsync(
        TestStack stack, ArmedCut cut, Image image, JsonObject request, bool isSilent)
    {
        var running = stack.RunAllAsync(image, request);
        await Task.WhenAny(cut.Happened, running);
        if (isSilent && cut.Happened.IsCompleted)
        {
            stack.EndWork();
        }

        var (answer, runs) = await running;
        return (answer.ShouldNotBeNull(), runs);
    }
}

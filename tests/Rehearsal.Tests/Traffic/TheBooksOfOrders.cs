using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Playing;
using Lockstep.Rehearsal.Tests.Postgres;
using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Tests.Traffic;

/// <summary>A rehearsal has to notice when an order is lost, is there twice, or fails without a reason.</summary>
public sealed class TheBooksOfOrders(SharedPostgres postgres)
{
    const string Orders = """
        CREATE TABLE public.orders (id bigint, customer_id bigint);
        INSERT INTO public.orders VALUES (1, 7), (2, 7), (3, 8)
        """;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AreInOrder()
    {
        var expectations = await CheckAsync(new([Placed(Window.Before, 1), Placed(Window.After, 2)], [1, 2], 0, [7]));

        expectations.Where(one => !one.IsHeld).ShouldBeEmpty();
        expectations.Count.ShouldBe(4);
    }

    [Fact]
    public async Task FindAnOrderThatIsLost()
    {
        var lost = await BrokenAsync(new([Placed(Window.Before, 1), Placed(Window.After, 4)], [1, 2, 4], 0, [7]));

        (lost.Rule, lost.Seen).ShouldBe(("No acknowledged order is lost", "lost: 4"));
    }

    [Fact]
    public async Task FindAnOrderThatIsThereTwice()
    {
        var twice = await BrokenAsync(new([Placed(Window.Before, 1), Placed(Window.After, 1)], [1], 0, [7]));

        (twice.Rule, twice.Seen).ShouldBe(("No order is there twice", "1 too many"));
    }

    [Fact]
    public async Task ForgiveAnOrderOfWhichNobodyCanKnow() =>
        (await CheckAsync(new([Placed(Window.Before, 1), Placed(Window.After, 1)], [1], 1, [7]))).ShouldAllBe(one => one.IsHeld);

    [Theory]
    [InlineData(Window.Migrating, false)]
    [InlineData(Window.RollingBack, true)]
    public async Task FindAnErrorThatNobodyExplains(Window window, bool isHeld)
    {
        Attempt[] attempts = [Placed(Window.Before, 1), new(window, null, "503 Service Unavailable"), Placed(Window.After, 2)];

        var error = (await CheckAsync(new(attempts, [1, 2], 0, [7]))).Single(one => one.Rule.Contains("no error", StringComparison.Ordinal));

        error.IsHeld.ShouldBe(isHeld, error.Seen);
        error.Seen.ShouldBe(isHeld ? "" : "1 × 503 Service Unavailable during the migration");
    }

    [Theory]
    [InlineData(Window.RollingBack, true)]
    [InlineData(Window.Migrating, true)]
    [InlineData(Window.After, false)]
    public async Task KnowThatAScriptMayTakeALockThatAnOrderNeeds(Window window, bool isHeld)
    {
        Attempt[] attempts = [Placed(Window.Before, 1), new(window, null, "503 Another request was in the way. Try again later."), Placed(Window.After, 2)];

        (await CheckAsync(new(attempts, [1, 2], 0, [7]))).All(one => one.IsHeld).ShouldBe(isHeld);
    }

    [Theory]
    [InlineData(Window.Before, "1 before, 0 after")]
    [InlineData(Window.After, "0 before, 1 after")]
    public async Task FindThatNobodyCouldOrder(Window only, string seen) =>
        (await BrokenAsync(new([Placed(only, 1)], [1], 1, [7]))).Seen.ShouldBe(seen);

    static Attempt Placed(Window window, long id) => new(window, id, null);

    async Task<Expectation> BrokenAsync(Trade trade) => (await CheckAsync(trade)).Where(one => !one.IsHeld).ShouldHaveSingleItem();

    async Task<IReadOnlyList<Expectation>> CheckAsync(Trade trade)
    {
        var database = await postgres.Server.CreateDatabaseAsync(null, Token);
        await Sql.AskAsync(database, Orders);
        var state = await DatabaseState.ReadAsync(database, Token);
        var checklist = new Checklist(new(state, state, Status.UpdateComplete, [], [], [], "", [])
        {
            Trade = trade with { HadApi = true, HasApi = true },
        });
        checklist.AddTrade(new Rollback());
        return checklist.All;
    }

    sealed class Rollback : IAct
    {
        public string Title => "";

        public string Story => "";

        public string? Explain(Window window) => window == Window.RollingBack ? "It is as it must be." : null;

        public Task PlayAsync(Stage stage, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Check(Checklist checklist, Stage stage)
        {
            // Nothing of its own.
        }
    }
}

using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>The shop's first version, deployed over a link to its database that a test can break.</summary>
sealed class LinkedShop : IAsyncDisposable
{
    readonly TestDatabase _database;
    readonly FaultProxy _proxy;
    readonly TestStack _stack;

    LinkedShop(TestDatabase database, FaultProxy proxy)
    {
        (_database, _proxy) = (database, proxy);
        _stack = new TestStack(proxy.Through(database.ConnectionString));
    }

    public static async Task<LinkedShop> StartAsync(SharedPostgres postgres, params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var shop = new LinkedShop(
            database, FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System));
        await shop._stack.CreateAsync(Shop.Old(), TestStack.Revision(1, properties));
        return shop;
    }

    public void Deconstruct(out TestDatabase database, out FaultProxy proxy, out TestStack stack) =>
        (database, proxy, stack) = (_database, _proxy, _stack);

    public async ValueTask DisposeAsync()
    {
        _stack.Dispose();
        await _proxy.DisposeAsync();
    }
}

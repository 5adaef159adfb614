using Lockstep.Api.Tests.Support;

namespace Lockstep.Api.Tests;

public sealed class ALongList(SharedPostgres postgres)
{
    [Fact]
    public async Task IsReadPageByPageWhateverComesAndGoesMeanwhile()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await api.ValueAsync(
            "WITH added AS (INSERT INTO customers (email, name) SELECT n || '@example.com', 'Customer ' || n FROM generate_series(1, 45) n RETURNING 1) SELECT count(*) FROM added");
        List<long> seen = [];
        var next = "";
        while (next is not null)
        {
            var page = (await api.GetAsync($"/customers?limit=10{next}")).ShouldBe(200).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetInt64()));
            next = page.GetProperty("next").GetString() is { } cursor ? $"&after={cursor}" : null;
            (await api.DeleteAsync($"/customers/{seen[^1]}", "*")).ShouldBe(204);
        }

        seen.ShouldBe(Enumerable.Range(1, 45).Select(id => (long)id));
    }

    [Fact]
    public async Task IsFiltered()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        var order = await api.PlaceOrderAsync();
        await api.PlaceOrderAsync();
        var customer = order.Json.GetProperty("customerId").GetInt64();
        (await api.PostAsync($"{order.Headers["Location"]}/cancellation", null, ("If-Match", "*"))).ShouldBe(200);

        (await IdsAsync("/products?name=TEA&maxPriceCents=900")).ShouldBe([]);
        (await IdsAsync("/products?name=grey")).ShouldBe([1]);
        (await IdsAsync("/products?categoryId=1&maxPriceCents=800")).ShouldBe([1, 3]);
        (await IdsAsync("/products?active=false")).ShouldBe([]);
        (await IdsAsync($"/orders?customerId={customer}")).ShouldBe([order.Id]);
        (await IdsAsync("/orders?status=cancelled")).ShouldBe([order.Id]);
        (await IdsAsync("/orders?status=placed")).ShouldBe([order.Id + 1]);
        (await IdsAsync("/customers?email=NOBODY@example.com")).ShouldBe([]);

        async Task<IEnumerable<long>> IdsAsync(string path) =>
            (await api.GetAsync(path)).ShouldBe(200).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task RefusesAnotherListsCursor()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        var cursor = (await api.GetAsync("/products?limit=1")).Json.GetProperty("next").GetString();

        (await api.GetAsync($"/products?after={cursor}")).ShouldBe(200);
        (await api.GetAsync($"/categories?after={cursor}")).ShouldBe(400);
    }
}

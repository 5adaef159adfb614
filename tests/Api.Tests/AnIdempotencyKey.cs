using Lockstep.Api.Tests.Support;

namespace Lockstep.Api.Tests;

public sealed class AnIdempotencyKey(SharedPostgres postgres)
{
    static readonly (string, string) Key = ("Idempotency-Key", "4fd5c1c2");

    [Fact]
    public async Task MakesTheSameRequestDoItsWorkOnce()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        var (customer, address) = await api.AddCustomerAsync();
        var body = RunningApi.OrderOf(customer, address, (1, 5));

        var first = (await api.PostAsync("/orders", body, Key)).ShouldBe(201);
        var second = (await api.PostAsync("/orders", body, Key)).ShouldBe(201);

        second.Body.ShouldBe(first.Body);
        (second.Headers["Location"], second.Etag, second.Headers["Idempotency-Replayed"]).ShouldBe((first.Headers["Location"], first.Etag, "true"));
        first.Headers.ContainsKey("Idempotency-Replayed").ShouldBeFalse();
        (await api.GetAsync("/products/1/stock")).Json.GetProperty("available").GetInt32().ShouldBe(95);
    }

    [Fact]
    public async Task HoldsForRequestsThatComeAtTheSameTime()
    {
        await using var api = await RunningApi.StartAsync(postgres);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => api.PostAsync("/customers", """{"email":"ada@example.com","name":"Ada"}""", Key)));

        answers.ShouldAllBe(answer => answer.Status == 201);
        answers.Select(answer => answer.Body).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        (await api.ValueAsync("SELECT count(*) FROM customers")).ShouldBe("1");
    }

    [Fact]
    public async Task IsRefusedForAnotherRequest()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        (await api.PostAsync("/categories", """{"name":"Biscuits"}""", Key)).ShouldBe(201);

        var answer = (await api.PostAsync("/categories", """{"name":"Cakes"}""", Key)).ShouldBe(422);

        answer.Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("Idempotency-Key");
        (await api.ValueAsync("SELECT count(*) FROM categories WHERE name = 'Cakes'")).ShouldBe("0");
    }

    [Fact]
    public async Task KeepsNothingOfARequestThatFailed()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        var (customer, address) = await api.AddCustomerAsync();
        var body = RunningApi.OrderOf(customer, address, (1, 200));
        (await api.PostAsync("/orders", body, Key)).ShouldBe(409);
        (await api.PutAsync("/products/1/stock", """{"available":200}""", "*")).ShouldBe(200);

        (await api.PostAsync("/orders", body, Key)).ShouldBe(201);
    }

    [Fact]
    public async Task IsForgottenAfterADay()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        (await api.PostAsync("/categories", """{"name":"Biscuits"}""", Key)).ShouldBe(201);
        await api.ValueAsync("UPDATE idempotency_keys SET created_at = now() - interval '25 hours' RETURNING key");

        (await api.PostAsync("/categories", """{"name":"Cakes"}""", ("Idempotency-Key", "another"))).ShouldBe(201);

        (await api.ValueAsync("SELECT string_agg(key, ' ') FROM idempotency_keys")).ShouldBe("another");
    }
}

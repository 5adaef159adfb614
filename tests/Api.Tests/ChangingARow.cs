using Lockstep.Api.Tests.Support;

namespace Lockstep.Api.Tests;

public sealed class ChangingARow(SharedPostgres postgres)
{
    [Fact]
    public async Task SucceedsForOneOfAllWhoHaveSeenTheSameVersion()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        var etag = (await api.GetAsync("/products/1/stock")).Etag;

        var answers = await Task.WhenAll(
            Enumerable.Range(1, 8).Select(number => api.PutAsync("/products/1/stock", $$"""{"available":{{number}}}""", etag)));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Count(answer => answer.Status == 412).ShouldBe(7);
        (await api.GetAsync("/products/1/stock")).Body.ShouldBe(answers.Single(answer => answer.Status == 200).Body);
    }

    [Fact]
    public async Task WorksForEachKindOfRow()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        var (customer, address) = await api.AddCustomerAsync();
        var review = (await api.PostAsync("/products/1/reviews", $$"""{"customerId":{{customer}},"rating":3}""")).ShouldBe(201);
        (string Path, string Body)[] changes =
        [
            ($"/customers/{customer}", """{"email":"ada@example.org","name":"Ada Lovelace"}"""),
            ($"/addresses/{address}", """{"recipient":"A","street":"S","postcode":"","city":"Paris","country":"FR"}"""),
            ("/categories/1", """{"name":"Teas"}"""),
            ("/products/1", """{"sku":"TEA-EARL","name":"Earl Grey","description":"","priceCents":700,"active":false,"categoryIds":[3,2]}"""),
            ("/products/1/stock", """{"available":7}"""),
            ($"/reviews/{review.Id}", """{"rating":5,"body":"Better than I thought"}"""),
        ];

        foreach (var (path, body) in changes)
        {
            var before = (await api.GetAsync(path)).ShouldBe(200);
            var after = (await api.PutAsync(path, body, before.Etag)).ShouldBe(200);
            (after.Etag == before.Etag).ShouldBeFalse(path);
            (await api.GetAsync(path)).Body.ShouldBe(after.Body);
            (await api.PutAsync(path, body, before.Etag)).ShouldBe(412);
        }

        (await api.GetAsync("/products/1")).Json.GetProperty("categoryIds").GetRawText().ShouldBe("[2,3]");
        (await api.DeleteAsync($"/reviews/{review.Id}", "\"2\"")).ShouldBe(204);
        (await api.GetAsync($"/reviews/{review.Id}")).ShouldBe(404);
    }

    [Fact]
    public async Task TakesAProductAwayWithItsStockUnlessItWasOrdered()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await api.PlaceOrderAsync();
        var product = (await api.PostAsync("/products", """{"sku":"NEW-1","name":"New","priceCents":0,"categoryIds":[1]}""")).ShouldBe(201);

        (await api.DeleteAsync("/products/1", "*")).ShouldBe(409);
        (await api.DeleteAsync($"/products/{product.Id}", "\"9\"")).ShouldBe(412);
        (await api.GetAsync($"/products/{product.Id}/stock")).ShouldBe(200);
        (await api.DeleteAsync($"/products/{product.Id}", product.Etag)).ShouldBe(204);
        (await api.GetAsync($"/products/{product.Id}/stock")).ShouldBe(404);
        (await api.GetAsync("/products/1/stock")).ShouldBe(200);
    }
}

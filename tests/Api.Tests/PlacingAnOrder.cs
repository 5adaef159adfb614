using Lockstep.Api.Tests.Support;

namespace Lockstep.Api.Tests;

public sealed class PlacingAnOrder(SharedPostgres postgres)
{
    [Fact]
    public async Task TakesItsPiecesFromTheStock()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        var (customer, address) = await api.AddCustomerAsync();

        var order = (await api.PostAsync("/orders", RunningApi.OrderOf(customer, address, (2, 3), (1, 1)))).ShouldBe(201);

        order.Json.GetProperty("totalCents").GetInt64().ShouldBe((3 * 890) + 690);
        (await api.GetAsync(order.Headers["Location"])).Body.ShouldBe(order.Body);
        (await api.GetAsync("/products/2/stock")).Json.GetProperty("available").GetInt32().ShouldBe(97);
        (await api.GetAsync("/products/1/stock")).Json.GetProperty("available").GetInt32().ShouldBe(99);
    }

    [Fact]
    public async Task DoesNothingWhenOneLineCannotBeHad()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        var (customer, address) = await api.AddCustomerAsync();

        (await api.PostAsync("/orders", RunningApi.OrderOf(customer, address, (1, 1), (2, 101)))).ShouldBe(409);

        (await api.ValueAsync("SELECT (SELECT sum(available) FROM stock) || ' ' || (SELECT count(*) FROM orders)")).ShouldBe("500 0");
    }

    [Fact]
    public async Task NeverSellsMoreThanThereIsHoweverManyOrderAtOnce()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        var (customer, address) = await api.AddCustomerAsync();
        string[] orders = [RunningApi.OrderOf(customer, address, (1, 4), (2, 4)), RunningApi.OrderOf(customer, address, (2, 4), (1, 4))];

        // 100 of each: 25 orders of 4 fit. Half name the products the other way round, to meet each other.
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => api.PostAsync("/orders", orders[number % 2])));

        answers.Count(answer => answer.Status == 201).ShouldBe(25);
        answers.Count(answer => answer.Status == 409).ShouldBe(35);
        (await api.ValueAsync("SELECT string_agg(available::text, ' ' ORDER BY product_id) FROM stock")).ShouldBe("0 0 100 100 100");
        (await api.ValueAsync("SELECT sum(quantity) FROM order_lines")).ShouldBe("200");
    }

    [Fact]
    public async Task GoesOnToPaymentShipmentAndDelivery()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        var order = await api.PlaceOrderAsync(2);
        var path = order.Headers["Location"];

        (await api.PostAsync($"{path}/shipments", """{"carrierCode":"dhl","trackingCode":"T1"}""")).ShouldBe(409);
        (await api.PostAsync($"{path}/payments", """{"method":"card","amountCents":1381}""")).ShouldBe(409);
        (await api.PostAsync($"{path}/payments", """{"method":"voucher","amountCents":380}""")).ShouldBe(201);
        (await api.PostAsync($"{path}/cancellation", null, ("If-Match", "*"))).ShouldBe(409);
        (await api.PostAsync($"{path}/payments", """{"method":"card","amountCents":1000}""")).ShouldBe(201);
        Status(await api.GetAsync(path)).ShouldBe("paid");
        var shipment = (await api.PostAsync($"{path}/shipments", """{"carrierCode":"dhl","trackingCode":"T1"}""")).ShouldBe(201);
        (await api.PostAsync($"/shipments/{shipment.Id}/delivery")).ShouldBe(428);
        var delivered = (await api.PostAsync($"/shipments/{shipment.Id}/delivery", null, ("If-Match", shipment.Etag))).ShouldBe(200);
        delivered.Json.GetProperty("deliveredAt").GetString().ShouldNotBeNull();
        (await api.PostAsync($"/shipments/{shipment.Id}/delivery", null, ("If-Match", delivered.Etag))).ShouldBe(409);

        Status(await api.GetAsync(path)).ShouldBe("delivered");
        (await api.GetAsync($"{path}/payments")).Json.GetProperty("items").GetArrayLength().ShouldBe(2);
        (await api.GetAsync($"{path}/shipments")).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task IsPaidOnceHoweverManyPayAtOnce()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        var path = (await api.PlaceOrderAsync(1)).Headers["Location"];

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => api.PostAsync($"{path}/payments", """{"method":"card","amountCents":690}""")));

        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        (await api.ValueAsync("SELECT sum(amount_cents) FROM payments")).ShouldBe("690");
    }

    [Fact]
    public async Task CanBeTakenBackWhichFillsTheStockAgain()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        var order = await api.PlaceOrderAsync(40);
        var path = $"{order.Headers["Location"]}/cancellation";

        (await api.PostAsync(path, null, ("If-Match", "\"7\""))).ShouldBe(412);
        Status((await api.PostAsync(path, null, ("If-Match", order.Etag))).ShouldBe(200)).ShouldBe("cancelled");
        (await api.PostAsync(path, null, ("If-Match", "*"))).ShouldBe(409);

        (await api.GetAsync("/products/1/stock")).Json.GetProperty("available").GetInt32().ShouldBe(100);
    }

    static string? Status(Answer order) => order.Json.GetProperty("status").GetString();
}

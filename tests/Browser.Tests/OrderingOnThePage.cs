using Lockstep.Api.Tests.Support;
using Lockstep.Browser.Tests.Support;
using Microsoft.Playwright;

namespace Lockstep.Browser.Tests;

public sealed class OrderingOnThePage(SharedPostgres postgres, Chromium chromium)
{
    [Fact]
    public async Task LeadsFromANewCustomerToAnOrderThatCanBeReadBack()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await using var page = await chromium.OpenAsync(api.Client.BaseAddress!);
        await page.ShootAsync("01-contents");

        var customer = await page.SendAsync("Adds a customer.", """{ "email": "grace@example.com", "name": "Grace Hopper" }""");
        customer.Text.ShouldContain("201 Created");
        await page.ShootAsync("02-customer");
        (await page.SendAsync(
            "Adds an address to a customer.",
            """{ "recipient": "Grace Hopper", "street": "1 Yale Road", "postcode": "06520", "city": "New Haven", "country": "US" }""")).Text.ShouldContain("201 Created");
        var product = await page.SendAsync(
            "Adds a product, with nothing of it in stock.",
            """{ "sku": "NANO-30", "name": "A nanosecond of wire", "description": "30 cm", "priceCents": 250, "categoryIds": [1] }""");
        product.Text.ShouldContain("201 Created");
        await page.SendAsync("How many pieces of a product can still be ordered.");

        // The ETag of what was just read stands in the form.
        (await page.SendAsync("Sets it, after a delivery or a count.", """{ "available": 12 }""")).Text.ShouldContain("200 OK");
        await page.ShootAsync("03-stock");

        // So do the ids in the body; the quantity alone is written by hand.
        var form = await page.UnfoldAsync("Places an order and takes its pieces from the stock, both or neither.");
        var body = form.GetByRole(AriaRole.Textbox, new() { Name = "Body" });
        var written = await body.InputValueAsync();
        written.ShouldContain($"\"productId\": {product.Json.GetProperty("id")}");
        await body.FillAsync(written.Replace("\"quantity\": 1", "\"quantity\": 5", StringComparison.Ordinal));
        await form.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        var order = await DocsPage.AnswerAsync(form);
        order.Text.ShouldContain("201 Created");
        order.Text.ShouldContain("Location: /orders/");
        order.Json.GetProperty("totalCents").GetInt64().ShouldBe(1250);
        await form.ScrollIntoViewIfNeededAsync();
        await page.ShootAsync("04-order");

        var read = await page.SendAsync("One order with its lines.");
        read.Text.ShouldContain("200 OK");
        read.Json.ToString().ShouldBe(order.Json.ToString());
        (await api.GetAsync($"/products/{product.Json.GetProperty("id")}/stock")).Json.GetProperty("available").GetInt32().ShouldBe(7);
        await page.ShootAsync("05-all", isWhole: true);
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task SaysFieldByFieldWhatIsWrong()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await api.AddCustomerAsync();
        await using var page = await chromium.OpenAsync(api.Client.BaseAddress!);

        var answer = await page.SendAsync(
            "Places an order and takes its pieces from the stock, both or neither.",
            """{ "customerId": 1, "addressId": 1, "lines": [{ "productId": 1, "quantity": 1 }, { "productId": 2, "quantity": 101 }] }""");

        answer.Text.ShouldContain("409 Conflict");
        answer.Json.GetProperty("detail").GetString().ShouldBe("There is not enough in stock.");
        var told = page.Page.GetByRole(AriaRole.Status).GetByRole(AriaRole.Listitem);
        (await told.TextContentAsync()).ShouldBe("lines[1].quantity is more than the 100 in stock");
        await page.Page.GetByRole(AriaRole.Status).Locator(".bad").ScrollIntoViewIfNeededAsync();
        await page.ShootAsync("06-refused");
        page.Complaints.ShouldBeEmpty();
    }
}

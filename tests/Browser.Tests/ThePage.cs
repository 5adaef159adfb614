using Deque.AxeCore.Playwright;
using Lockstep.Api.Tests.Support;
using Lockstep.Browser.Tests.Support;
using Microsoft.Playwright;

namespace Lockstep.Browser.Tests;

public sealed class ThePage(SharedPostgres postgres, Chromium chromium)
{
    [Fact]
    public async Task CanBeUsedWithTheKeyboardAlone()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await using var page = await chromium.OpenAsync(api.Client.BaseAddress!);
        var keyboard = page.Page.Keyboard;

        await page.Page.GetByLabel("Find").FocusAsync();
        await keyboard.TypeAsync("adds category");
        await TabToAsync("/categories");
        await keyboard.PressAsync("Enter");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).WaitForAsync();
        await TabToAsync("Body");
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync("""{ "name": "Biscuits" }""");
        await page.ShootAsync("07-keyboard");
        await keyboard.PressAsync("Control+Enter");

        (await DocsPage.AnswerAsync(page.Page.Locator("#addCategory"))).Text.ShouldContain("201 Created");

        async Task TabToAsync(string text)
        {
            for (var tries = 0; tries < 20; tries++)
            {
                await keyboard.PressAsync("Tab");
                if ((await page.Page.EvaluateAsync<string>("document.activeElement.labels?.[0].textContent ?? document.activeElement.innerText.slice(0, 50)"))
                    .Contains(text, StringComparison.Ordinal))
                {
                    return;
                }
            }

            Assert.Fail($"The Tab key does not lead to {text}.");
        }
    }

    [Theory]
    [InlineData(360)]
    [InlineData(800)]
    [InlineData(1600)]
    public async Task FitsTheWindow(int width)
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await using var page = await chromium.OpenAsync(api.Client.BaseAddress!, width);

        await page.SendAsync("Changes a product.", null, ("productId", "1"), ("If-Match", "*"));
        await page.Page.Locator("#changeProduct").ScrollIntoViewIfNeededAsync();
        await page.ShootAsync($"08-width-{width}");

        (await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBe(width);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HasNothingThatAnAccessibilityCheckerFinds(bool isDark)
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await using var page = await chromium.OpenAsync(api.Client.BaseAddress!, isDark: isDark);
        await page.SendAsync("Customers, by id.");
        await page.SendAsync("Adds a customer.", "{}");
        await page.SendAsync("Changes a customer.", """{ "email": "a@b", "name": "A" }""", ("customerId", "1"), ("If-Match", "*"));
        await page.ShootAsync(isDark ? "09-dark" : "09-light");

        var found = await page.Page.RunAxe();

        found.Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}").ShouldBeEmpty();
        found.Passes.Length.ShouldBeGreaterThan(15);
    }

    [Fact]
    public async Task HoldsAnInvalidFieldBackAndSaysWhich()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await using var page = await chromium.OpenAsync(api.Client.BaseAddress!);
        var operation = await page.UnfoldAsync("One order with its lines.");

        await operation.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        (await page.Page.EvaluateAsync<string>("document.activeElement.name")).ShouldBe("orderId");
        await Assertions.Expect(operation.Locator(".answer")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task LetsAChangeBeginWithWhatWasRead()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await using var page = await chromium.OpenAsync(api.Client.BaseAddress!);
        await page.SendAsync("One product.", null, ("productId", "1"));

        var change = await page.UnfoldAsync("Changes a product.");

        (await change.GetByLabel("If-Match").InputValueAsync()).ShouldBe("\"1\"");
        var body = await change.GetByRole(AriaRole.Textbox, new() { Name = "Body" }).InputValueAsync();
        body.ShouldContain("\"sku\": \"TEA-EARL\"");
        body.ShouldNotContain("createdAt");
    }

    [Fact]
    public async Task OpensWhatItsAddressNames()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await using var page = await chromium.OpenAsync(api.Client.BaseAddress!);

        await page.Page.GotoAsync("/docs#placeOrder");

        await Assertions.Expect(page.Page.Locator("#placeOrder").GetByRole(AriaRole.Textbox, new() { Name = "Body" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task GoesOnToTheNextPageOfAList()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await using var page = await chromium.OpenAsync(api.Client.BaseAddress!);
        await page.SendAsync("Products, by id.", null, ("limit", "2"));

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Next page" }).ClickAsync();

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("\"id\": 4");
    }
}

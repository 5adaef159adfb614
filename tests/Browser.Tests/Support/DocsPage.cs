using System.Text.Json;
using Lockstep.Api.Tests.Support;
using Microsoft.Playwright;

namespace Lockstep.Browser.Tests.Support;

/// <summary>/docs in a window of its own, used as a person uses it: by what it shows.</summary>
sealed class DocsPage : IAsyncDisposable
{
    static readonly string Artifacts = Path.Combine(Migration.ScriptsFolder, "..", "artifacts", "browser");

    readonly List<string> _complaints = [];

    DocsPage(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _complaints.Add(error);

        // Chromium also writes a line for each answer that is an error; those are shown on the page.
        page.Console += (_, message) => _complaints.AddRange(
            message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) ? [message.Text] : []);
    }

    public IPage Page { get; }

    /// <summary>What the browser had to say against the page.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public static async Task<DocsPage> OpenAsync(IBrowserContext context)
    {
        var page = new DocsPage(await context.NewPageAsync());
        await page.Page.GotoAsync("/docs");
        await page.Page.GetByRole(AriaRole.Heading, new() { Name = "Reviews" }).WaitForAsync();
        return page;
    }

    /// <summary>Opens an operation by the line that a person reads.</summary>
    public async Task<ILocator> UnfoldAsync(string summary)
    {
        var operation = Page.Locator("details").Filter(new() { HasText = summary });
        await operation.GetByText(summary, new() { Exact = true }).ClickAsync();
        await Assertions.Expect(operation.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true })).ToBeVisibleAsync();
        return operation;
    }

    /// <summary>Fills an operation's form and sends it.</summary>
    /// <returns>What was answered, as the page shows it: the body as JSON, and all of the text.</returns>
    public async Task<(string Text, JsonElement Json)> SendAsync(
        string summary, string? body = null, params IEnumerable<(string Label, string Value)> fields)
    {
        var operation = await UnfoldAsync(summary);
        foreach (var (label, value) in fields)
        {
            await operation.GetByLabel(label).FillAsync(value);
        }

        if (body is not null)
        {
            await operation.GetByLabel("Body", new() { Exact = false }).First.FillAsync(body);
        }

        await operation.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        return await AnswerAsync(operation);
    }

    public static async Task<(string Text, JsonElement Json)> AnswerAsync(ILocator operation)
    {
        var answer = operation.GetByRole(AriaRole.Status);
        await Assertions.Expect(answer.Locator(".answer")).ToBeVisibleAsync();
        var json = await answer.Locator("pre").Last.TextContentAsync();
        return ((await answer.TextContentAsync())!, string.IsNullOrEmpty(json) ? default : JsonElement.Parse(json));
    }

    /// <summary>Keeps what the page looks like, for a person.</summary>
    public Task ShootAsync(string name, bool isWhole = false) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Artifacts, $"{name}.png"), FullPage = isWhole });

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}

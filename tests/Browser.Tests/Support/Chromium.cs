using Lockstep.Browser.Tests.Support;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Lockstep.Browser.Tests.Support;

/// <summary>The machine's Chromium, one for the whole run, without a window; each page has a profile of its own. Where there is none,
/// tests are skipped, but fail in CI.</summary>
public sealed class Chromium : IAsyncLifetime
{
    static readonly string[] Arguments =
    [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    IPlaywright? _playwright;
    IBrowser? _browser;

    static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(folder => new[] { "chromium", "google-chrome" }.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    static bool IsCi => Environment.GetEnvironmentVariable("CI") == "true";

    public async ValueTask InitializeAsync()
    {
        if (Executable is not null)
        {
            // A crowded machine is slow, and no test waits for something not to come.
            Assertions.SetDefaultExpectTimeout(60_000);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = Executable,
                ChromiumSandbox = Environment.UserName != "root",  // which Chromium does not offer to root
                Args = Arguments,
            });
        }
    }

    /// <summary>A new window of some size, in pixels.</summary>
    internal async Task<DocsPage> OpenAsync(Uri server, int width = 1280, int height = 900, bool isDark = false)
    {
        Assert.SkipWhen(_browser is null && !IsCi, "There is no Chromium: apt-get install chromium");
        _browser.ShouldNotBeNull("Chromium is missing: apt-get install chromium");
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = server.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
        });
        return await DocsPage.OpenAsync(context);
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
    }
}

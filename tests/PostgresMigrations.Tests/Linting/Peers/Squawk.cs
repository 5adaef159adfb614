using System.Diagnostics;
using System.Text.Json;
using Lockstep.PostgresMigrations.Tests.Scripts.Peers;

namespace Lockstep.PostgresMigrations.Tests.Linting.Peers;

/// <summary>The linter squawk (the npm package @squawk-cli/linux-x64), which reads files and knows no deployment.</summary>
static class Squawk
{
    /// <summary>The names of the rules that fire, by file name.</summary>
    /// <param name="folder">Has the files; all of them are read.</param>
    /// <param name="inTransaction">They are meant to run inside a transaction.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<ILookup<string, string>> LintAsync(
        string folder, bool inTransaction, CancellationToken cancellationToken)
    {
        var modules = await NpmPackages.InstallAsync("Linting", cancellationToken);
        var program = Path.Combine(modules, "node_modules", "@squawk-cli", "linux-x64", "bin", "squawk");
        var start = new ProcessStartInfo(program, ["--reporter", "json", "--pg-version", "19", "*.sql"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (inTransaction)
        {
            start.ArgumentList.Add("--assume-in-transaction");
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.SkipWhen(output.Length == 0, $"squawk does not run here: {await error}");
        using var document = JsonDocument.Parse(output);
        return document.RootElement.EnumerateArray().ToLookup(
            found => Path.GetFileName(found.GetProperty("file").GetString()!),
            found => found.GetProperty("rule_name").GetString()!,
            StringComparer.Ordinal);
    }
}

using System.Diagnostics;
using System.Text.Json;

namespace Lockstep.Lambda.Tests.Support;

/// <summary>
/// The npm package @vercel/fun: a Runtime API that was written by others, for others. Its deadline is the constant
/// 5000, its 202 has no body, and it sends no trace id.
/// </summary>
sealed class VercelFun(string folder)
{
    /// <summary>Skips the test when the package cannot be had on this machine.</summary>
    public static async Task<VercelFun> InstallAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Peers");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "@vercel/fun runs a bootstrap on Linux and macOS only");
        if (!File.Exists(Path.Combine(folder, "node_modules", "@vercel", "fun", "package.json")))
        {
            string[] install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"];
            var npm = await Command.RunAsync(new ProcessStartInfo("npm", install) { WorkingDirectory = folder });
            Assert.SkipWhen(npm is null, "npm is not installed: the loop is not run under @vercel/fun");
            Assert.SkipWhen(npm!.ExitCode != 0, $"npm could not install @vercel/fun: {npm.Error.Trim()}");
        }
        var node = await Command.RunAsync(new ProcessStartInfo("node", ["--version"]));
        Assert.SkipWhen(node is null, "node is not installed: the loop is not run under @vercel/fun");
        return new VercelFun(folder);
    }

    /// <summary>Invokes the test function of that kind once for each payload, in one warm environment.</summary>
    public async Task<IReadOnlyList<JsonElement>> InvokeAsync(string kind, params string[] payloads)
    {
        var function = Directory.CreateTempSubdirectory("lockstep-fun-");
        try
        {
            WriteBootstrap(Path.Combine(function.FullName, "bootstrap"));
            var start = new ProcessStartInfo("node", ["fun.js", function.FullName, Variables(kind), .. payloads])
            {
                WorkingDirectory = folder,
            };
            start.Environment["XDG_CACHE_HOME"] = Path.Combine(folder, "cache");
            var run = (await Command.RunAsync(start))!;
            run.ExitCode.ShouldBe(0, run.Error);
            return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
        }
        finally
        {
            function.Delete(recursive: true);
        }
    }

    static string Variables(string kind)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { [TestFunction.Variable] = kind };
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
        {
            variables["DOTNET_ROOT"] = root;
        }
        return JsonSerializer.Serialize(variables);
    }

    static void WriteBootstrap(string path)
    {
        File.WriteAllText(path, $"#!/bin/sh\nexec '{TestFunction.Options("").Executable}'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

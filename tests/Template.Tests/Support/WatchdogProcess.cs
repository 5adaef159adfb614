using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Lockstep.Template.Tests.Support;

/// <summary>The watchdog's code out of the template, run by node as Lambda runs it.</summary>
sealed class WatchdogProcess : IDisposable
{
    const string Start = "require('./index.js').handler(JSON.parse(require('fs').readFileSync(0, 'utf8')))"
        + ".catch(error => { console.error(error.message); process.exitCode = 1; })";

    readonly string _folder = Directory.CreateTempSubdirectory("lockstep-watchdog-").FullName;

    public WatchdogProcess()
    {
        var code = $"{StackTemplate.Project["Watchdog"].Properties["Code"]!["ZipFile"]}";
        File.WriteAllText(Path.Combine(_folder, "index.js"), code);
    }

    /// <summary>Runs it to its end; without node the test is skipped.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(JsonObject record, CancellationToken cancellationToken)
    {
        using var node = Run();
        Assert.SkipWhen(node is null, "node is not installed.");
        await node.StandardInput.WriteAsync(record.ToJsonString().AsMemory(), cancellationToken);
        node.StandardInput.Close();
        var errors = node.StandardError.ReadToEndAsync(cancellationToken);
        var output = await node.StandardOutput.ReadToEndAsync(cancellationToken);
        await node.WaitForExitAsync(cancellationToken);
        return (node.ExitCode, output + await errors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    Process? Run()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", ["-e", Start])
            {
                WorkingDirectory = _folder,
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
